import type { WorkflowServices } from '../engine/services';

/**
 * Returns whether a rule must not act on an incident: the incident was stopped or the rule is
 * muted. Neither posts an IP report: a channel that asked for silence gets none.
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
