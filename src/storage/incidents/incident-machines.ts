import type { Selectable, Transaction } from 'kysely';
import type { IncidentMachine } from '../../domain/seen-incident';
import { present } from '../rows';
import type { Tables } from '../tables';

/**
 * Releases machines that were taken but are in no collection yet: after a stop they may be taken
 * again.
 */
export async function freeMachines(tx: Transaction<Tables>, incidentId: string): Promise<void> {
  await tx
    .deleteFrom('incident_machines')
    .where('incident_id', '=', incidentId)
    .where('state', '=', 'taken')
    .where('collection_id', 'is', null)
    .execute();
}

/** Moves machines to the remaining incident; where both have a machine, its own entry wins. */
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
