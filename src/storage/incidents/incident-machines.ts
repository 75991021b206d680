import type { Selectable, Transaction } from 'kysely';
import type { IncidentMachine } from '../../domain/seen-incident';
import { present } from '../rows';
import type { Tables } from '../tables';

/** What was taken and is in no collection yet is not begun: after a stop it may be taken anew. */
export async function freeMachines(tx: Transaction<Tables>, incidentId: string): Promise<void> {
  await tx
    .deleteFrom('incident_machines')
    .where('incident_id', '=', incidentId)
    .where('state', '=', 'taken')
    .where('collection_id', 'is', null)
    .execute();
}

/** Where both incidents have a machine, what was done for the one that lives on counts. */
export async function moveMachines(tx: Transaction<Tables>, from: string, into: string) {
  await tx
    .updateTable('incident_machines as m')
    .set({ incident_id: into })
    .where('m.incident_id', '=', from)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('incident_machines as other')
            .select('other.machine_id')
            .whereRef('other.machine_id', '=', 'm.machine_id')
            .where('other.incident_id', '=', into),
        ),
      ),
    )
    .execute();
  const { stopped_at } = await tx
    .selectFrom('incidents')
    .select('stopped_at')
    .where('id', '=', into)
    .executeTakeFirstOrThrow();
  if (stopped_at) await freeMachines(tx, into);
}

export function toIncidentMachine(row: Selectable<Tables['incident_machines']>): IncidentMachine {
  return {
    ...present({ collectionId: row.collection_id }),
    machineId: row.machine_id,
    name: row.name,
    trigger: row.trigger,
    state: row.state,
  };
}
