import type { Override } from '../domain/on-call';
import { onCallAt } from './on-call';
import type { Policy } from './schema';

/** A time when nobody is on call. */
export interface CoverageGap {
  readonly from: Date;
  /** Without it the hole is not filled in the time that was looked at. */
  readonly until?: Date;
}

// Each turn and each override is a step; no schedule has so many in a few days.
const maxSteps = 1_000;

/** When nobody will be on call between two moments. */
export function coverageGapsAhead(
  onCall: Policy['onCall'],
  overrides: readonly Override[],
  { from, to }: { readonly from: Date; readonly to: Date },
): CoverageGap[] {
  const coverageGaps: CoverageGap[] = [];
  let at = from;
  for (let step = 0; step < maxSteps && at < to; step += 1) {
    const { person, until } = onCallAt(onCall, overrides, at);
    const last = coverageGaps.at(-1);
    const goesOn = last?.until?.getTime() === at.getTime();
    if (!person && goesOn)
      coverageGaps[coverageGaps.length - 1] = { from: last!.from, ...(until && { until }) };
    if (!person && !goesOn) coverageGaps.push({ from: at, ...(until && { until }) });
    if (!until) break;
    at = until;
  }
  return coverageGaps;
}
