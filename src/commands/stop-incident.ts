import { atLeast } from '../domain/person';
import { type SafeText, text } from '../domain/text';
import type { CommandRequest, Tools } from './command';

/**
 * Who stops an incident means what comes later, too: rules start nothing more for it.
 * Only a lead can; a responder stops what they asked for themselves.
 */
export async function stopIncident(
  { actor, at, requestId, role }: CommandRequest,
  id: string | undefined,
  tools: Tools,
): Promise<SafeText | undefined> {
  if (!id || !atLeast(role, 'lead')) return undefined;
  const seen = await tools.incidents.get(id);
  if (!seen || seen.isOld || seen.stopped) return undefined;
  const resources = { incident: id };
  await tools.journal.write({
    operation: 'incident.stopped',
    actor,
    outcome: 'started',
    resources,
  });
  await tools.incidents.stop(id, { by: actor, at });
  await tools.workflows.start('incident', `incident:${id}:${requestId}`, { incidentId: id });
  return text`Nothing more starts for incident ${id} by itself. To go on: resume incident ${id}`;
}

/** Lets rules act on it again, also on what came while it was stopped. */
export async function resumeIncident(
  { actor, requestId }: CommandRequest,
  id: string,
  tools: Tools,
): Promise<SafeText> {
  const seen = await tools.incidents.get(id);
  if (!seen) return text`I have not seen incident ${id}. Nothing changed.`;
  if (!seen.stopped) return text`Incident ${id} was not stopped. Nothing changed.`;
  const resources = { incident: id };
  await tools.journal.write({
    operation: 'incident.resumed',
    actor,
    outcome: 'started',
    resources,
  });
  await tools.incidents.stop(id);
  await tools.workflows.start('incident', `incident:${id}:${requestId}`, { incidentId: id });
  return text`Rules act on incident ${id} again.`;
}
