import type { ReportTotals } from '../../domain/stored-report';
import { knownZone } from '../../domain/wall-clock';
import { language, t } from '../../language/language';
import type { RenderContext } from '../kit/render-context';
import { span } from '../kit/time';

/** Alerts over time, twice: for clients that draw charts, and as text for all others. */
export interface AlertChart {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** The same bars as characters. */
  readonly inText: string;
  /** The one thing to see in it, as a sentence. */
  readonly peak: string;
}

export interface Bar {
  readonly x: string;
  readonly y: number;
}

// Fewer tell nothing that the count does not; more are thinner than a finger, and as text they
// break into a second line on a phone.
const fewestAlerts = 5;
const maxBars = 28;
const hour = 3_600_000;
const heights = '▁▂▃▄▅▆▇█';

/** Nothing where a chart would not help: few alerts, or all in one hour. */
export function alertChart({ alertsRead, byHour }: ReportTotals, view: RenderContext) {
  const times = byHour
    .map(({ hour: at, alerts }) => ({ at: Date.parse(`${at}:00:00Z`), alerts }))
    .filter(({ at }) => !Number.isNaN(at));
  if (alertsRead < fewestAlerts || times.length < 2) return undefined;
  const first = times[0]!.at;
  const last = times.at(-1)!.at;
  const width = [1, 3, 6, 24, 48].find((hours) => (last - first) / hours / hour < maxBars);
  if (!width) return undefined;
  const sums = new Array<number>(Math.floor((last - first) / (width * hour)) + 1).fill(0);
  for (const { at, alerts } of times) sums[Math.floor((at - first) / (width * hour))]! += alerts;
  return drawn(sums, { first, step: width * hour }, view);
}

function drawn(
  sums: readonly number[],
  { first, step }: { first: number; step: number },
  view: RenderContext,
): AlertChart {
  const most = Math.max(...sums);
  const from = first + sums.indexOf(most) * step;
  const width = step / hour;
  return {
    title: width === 1 ? t`Alerts, each bar an hour` : t`Alerts, each bar ${width} hours`,
    bars: sums.map((y, at) => ({ x: labelOf(first + at * step, step, view), y })),
    inText: sums.map((sum) => barOf(sum, most)).join(''),
    peak: t`Most alerts: ${most} alerts, ${span(new Date(from), new Date(from + step), view)}.`,
  };
}

/** A bar of nothing is a low line; any alert at all stands out from it. */
function barOf(sum: number, most: number): string {
  if (sum === 0) return '▁';
  return heights[Math.max(1, Math.round((sum / most) * (heights.length - 1)))]!;
}

function labelOf(at: number, step: number, { timeZone }: RenderContext): string {
  const parts: Intl.DateTimeFormatOptions =
    step >= 24 * hour
      ? { day: 'numeric', month: 'short' }
      : { day: 'numeric', hour: '2-digit', minute: '2-digit' };
  return new Intl.DateTimeFormat(language().locale, {
    timeZone: knownZone(timeZone),
    ...parts,
  }).format(at);
}
