import { atLeast } from '../../domain/person';
import type { SeenIncident } from '../../domain/seen-incident';
import { md, type SafeText } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import type { CommandRequest, IncidentServices, PlatformServices } from '../command';

/**
 * Stops an incident: rules start nothing more for it. Leads only; a responder cancels their own
 * collections.
 * @returns nothing where there was nothing to stop
 */
export async function stopIncident(
  request: CommandRequest,
  id: string | undefined,
  services: PlatformServices & IncidentServices,
): Promise<SafeText | undefined> {
  const { actor: by, at, role } = request;
  if (!id || !atLeast(role, 'lead')) return undefined;
  const seen = await services.incidents.get(id);
  if (!seen || seen.isOld || seen.stopped) return undefined;
  await change(request, { id, stopped: { by, at } }, services);
  return md`Rules stopped for incident ${id}. To resume: resume incident ${id}`;
}

/** Resumes an incident, including what arrived while it was stopped. */
export async function resumeIncident(
  request: CommandRequest,
  id: string,
  services: PlatformServices & IncidentServices,
): Promise<SafeText> {
  const seen = await services.incidents.get(id);
  if (!seen) return md`Incident ${id} hasn’t been seen yet.`;
  if (!seen.stopped) return md`Rules for incident ${id} weren’t stopped.`;
  await change(request, { id }, services);
  return md`Rules resumed for incident ${id}.`;
}

/** Writes the journal first, then signals the incident's workflow. */
async function change(
  { actor, requestId }: CommandRequest,
  { id, stopped }: Pick<SeenIncident, 'stopped'> & { readonly id: string },
  { incidents, journal, workflows }: PlatformServices & IncidentServices,
): Promise<void> {
  await journal.write({
    operation: stopped ? 'incident.stopped' : 'incident.resumed',
    actor,
    outcome: 'started',
    resources: { incident: id },
  });
  await incidents.stop(id, stopped);
  await workflows.start('incident', workflowIds.incident(id, requestId), { incidentId: id });
}
