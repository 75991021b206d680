import { type Rule, rulesFor } from '../../access/rules';
import type { RuleLine } from '../../cards/incidents/incident';
import type { RenderContext } from '../../cards/kit/render-context';
import { clock as clockTime } from '../../cards/kit/time';
import { defined } from '../../domain/defined';
import { hours } from '../../domain/duration';
import { policyActor } from '../../domain/policy-actor';
import type { IncidentMachine, SeenIncident } from '../../domain/seen-incident';
import { t } from '../../language/language';
import type { WorkflowServices } from '../engine/services';

// The newest per rule: they include the incidents that people look at.
const maxLookedAt = 50;

/** The state of a policy rule for one incident. */
interface RuleState {
  readonly name: string;
  readonly collect: Rule['collect'];
  readonly ipReport: boolean;
  readonly taken: number;
  readonly isPaused: boolean;
  readonly mutedUntil?: Date;
  /** A stop or a mute preceded the report. */
  readonly withoutReport: boolean;
}

export async function rulesOf(
  seen: SeenIncident,
  machines: readonly IncidentMachine[],
  services: WorkflowServices,
): Promise<RuleState[]> {
  if (seen.isOld) return [];
  const now = services.clock.now();
  const hourAgo = new Date(now.getTime() - services.clock.real(hours(1)));
  const rules = rulesFor(seen.incident, services.policy);
  const states: RuleState[] = [];
  for (const { collect, ipReport, name } of rules) {
    const { mutedUntil, pausedAt } = await services.triggers.state(name, hourAgo);
    const mine = machines.filter(({ trigger }) => trigger === name);
    const taken = mine.filter(({ state }) => state === 'taken').length;
    // Resuming updates only cards with held machines; on another card this would stay forever.
    const isPaused = pausedAt !== undefined && mine.some(({ state }) => state === 'held');
    const rests = seen.stopped !== undefined || (mutedUntil !== undefined && mutedUntil > now);
    const withoutReport = ipReport && rests && !(await isReported(seen, rules, services));
    const counted = { name, collect, ipReport, taken, isPaused };
    states.push(defined({ ...counted, mutedUntil, withoutReport }));
  }
  return states;
}

/** An incident has one report, whichever of its rules requested it. */
async function isReported(
  { incident: { id } }: SeenIncident,
  rules: readonly Rule[],
  { ipReports }: WorkflowServices,
): Promise<boolean> {
  for (const { name } of rules) {
    const made = await ipReports.list({ askedBy: policyActor(name).id, most: maxLookedAt });
    if (made.some(({ request: { of } }) => 'incident' in of && of.incident === id)) return true;
  }
  return false;
}

export function ruleLines(rule: RuleState, view: RenderContext): RuleLine[] {
  const { isPaused, mutedUntil, name, withoutReport } = rule;
  const isMuted = mutedUntil && mutedUntil > view.now;
  return [
    { name, says: saying(rule) },
    ...(withoutReport ? [{ name, says: t`made no IP report` }] : []),
    ...(isMuted ? [{ name, says: t`is muted until ${clockTime(mutedUntil, view)}` }] : []),
    ...(isPaused ? [{ name, says: t`is paused: nothing more starts until it is resumed` }] : []),
  ];
}

function saying({ collect, ipReport, taken, withoutReport }: RuleState): string {
  if (taken > 0) return t`started a package collection on ${taken} devices`;
  if (collect !== 'none') return t`matches; no collection yet`;
  return ipReport && !withoutReport
    ? t`matches; it lists IP addresses and doesn’t collect`
    : t`matches; it doesn’t collect`;
}
