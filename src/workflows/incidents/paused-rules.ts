import type { WorkflowServices } from '../engine/services';

/**
 * Whether a rule leaves an incident alone for now: somebody stopped the incident, or muted the rule.
 * Both mean its IP report as well: a channel that asked for silence is not posted to.
 */
export async function rests(
  incidentId: string,
  rule: string,
  services: WorkflowServices,
): Promise<boolean> {
  const now = services.clock.now();
  const seen = await services.incidents.get(incidentId);
  const { mutedUntil } = await services.triggers.state(rule, now);
  return Boolean(seen?.stopped || (mutedUntil && mutedUntil > now));
}
