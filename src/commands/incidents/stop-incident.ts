import { atLeast } from '../../domain/person';
import type { SeenIncident } from '../../domain/seen-incident';
import { md, type SafeText } from '../../domain/text';
import type { CommandRequest, CommandServices } from '../command';

/**
 * Who stops an incident means what comes later, too: rules start nothing more for it.
 * Only a lead can; a responder stops what they asked for themselves.
 * @returns nothing where there was nothing to stop
 */
export async function stopIncident(
  request: CommandRequest,
  id: string | undefined,
  services: CommandServices,
): Promise<SafeText | undefined> {
  const { actor: by, at, role } = request;
  if (!id || !atLeast(role, 'lead')) return undefined;
  const seen = await services.incidents.get(id);
  if (!seen || seen.isOld || seen.stopped) return undefined;
  await change(request, { id, stopped: { by, at } }, services);
  return md`Rules stopped for incident ${id}. To resume: resume incident ${id}`;
}

/** Lets rules act on it again, also on what came while it was stopped. */
export async function resumeIncident(
  request: CommandRequest,
  id: string,
  services: CommandServices,
): Promise<SafeText> {
  const seen = await services.incidents.get(id);
  if (!seen) return md`Incident ${id} hasn’t been seen yet.`;
  if (!seen.stopped) return md`Rules for incident ${id} weren’t stopped.`;
  await change(request, { id }, services);
  return md`Rules resumed for incident ${id}.`;
}

/** On record before it holds; then its story shows it, and acts where rules may. */
async function change(
  { actor, requestId }: CommandRequest,
  { id, stopped }: Pick<SeenIncident, 'stopped'> & { readonly id: string },
  { incidents, journal, workflows }: CommandServices,
): Promise<void> {
  await journal.write({
    operation: stopped ? 'incident.stopped' : 'incident.resumed',
    actor,
    outcome: 'started',
    resources: { incident: id },
  });
  await incidents.stop(id, stopped);
  await workflows.start('incident', `incident:${id}:${requestId}`, { incidentId: id });
}
