import type { Override } from '../domain/on-call';
import { onCallAt } from './on-call';
import type { Policy } from './schema';

/** A time when nobody is on call. */
export interface CoverageGap {
  readonly from: Date;
  /** Undefined when the gap lasts longer than the checked span. */
  readonly until?: Date;
}

// Each rotation turn and override is a step.
const maxSteps = 1_000;

/** Finds the spans between two moments in which nobody is on call. */
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
    if (!person && last && goesOn)
      coverageGaps[coverageGaps.length - 1] = { from: last.from, ...(until && { until }) };
    if (!person && !goesOn) coverageGaps.push({ from: at, ...(until && { until }) });
    if (!until) break;
    at = until;
  }
  return coverageGaps;
}
