import type { Override } from '../domain/on-call';
import { dutyAt } from './on-call';
import type { Policy } from './schema';

/** A time when nobody is on call. */
export interface Hole {
  readonly from: Date;
  /** Without it the hole is not filled in the time that was looked at. */
  readonly until?: Date;
}

// Each turn and each override is a step; no schedule has so many in a few days.
const mostSteps = 1_000;

/** When nobody will be on call between two moments. */
export function holesAhead(
  onCall: Policy['onCall'],
  overrides: readonly Override[],
  { from, to }: { readonly from: Date; readonly to: Date },
): Hole[] {
  const holes: Hole[] = [];
  let at = from;
  for (let step = 0; step < mostSteps && at < to; step += 1) {
    const { person, until } = dutyAt(onCall, overrides, at);
    const last = holes.at(-1);
    const goesOn = last?.until?.getTime() === at.getTime();
    if (!person && goesOn) holes[holes.length - 1] = { from: last!.from, ...(until && { until }) };
    if (!person && !goesOn) holes.push({ from: at, ...(until && { until }) });
    if (!until) break;
    at = until;
  }
  return holes;
}
