import { t } from '../../language/language';
import type { Button } from '../kit/button';
import type { IpReportCardInput, IpReportSubject } from './ip-report-input';

/** Addresses that one press asks Defender about. */
export const askedAtOnce = 25;

/** What can be done with a report in its state: up to three in sight, the rest behind the dots. */
export function buttonsOf({ about, ref, state }: IpReportCardInput): {
  buttons: readonly Button[];
  more: readonly Button[];
} {
  if (state.kind === 'reading')
    return {
      buttons: [{ title: t`Cancel`, verb: 'cancel', words: [ref] }, ...otherWindows(about)],
      more: [],
    };
  const again = { title: t`Ask again`, verb: 'ips', words: askFor(about) };
  if (state.kind !== 'done') return { buttons: [again], more: [] };
  const { memory, onlyNew, totals } = state.found;
  if (totals.addresses === 0) return { buttons: [again, ...otherWindows(about)], more: [] };

  const isPartlyNew = memory.fresh > 0 && memory.fresh < totals.addresses && !onlyNew;
  const newOnes = { title: t`Only new`, verb: 'ips', words: [...again.words, 'only', 'new'] };
  const prevalence = {
    title: t`Check ${Math.min(askedAtOnce, memory.unasked)} more`,
    verb: 'prevalence',
    words: [ref],
  };
  return {
    buttons: [
      { title: t`Excel`, verb: 'export', words: [ref, 'xlsx'] },
      { title: t`STIX`, verb: 'export', words: [ref, 'stix'] },
      { title: t`Copy as text`, verb: 'export', words: [ref, 'text'] },
    ],
    more: maxUseful(about, [
      ...(isPartlyNew ? [newOnes] : []),
      ...(memory.unasked > 0 ? [prevalence] : []),
      again,
    ]),
  };
}

/** Teams shows six buttons of a card; three stand in sight. */
const maxBehind = 3;

/** Of a span of time people rather want another one than the same again. */
function maxUseful(about: IpReportSubject, others: readonly Button[]): Button[] {
  const [first, ...rest] = otherWindows(about);
  if (!first) return others.slice(0, maxBehind);
  return [...others.slice(0, -1), first, ...rest, ...others.slice(-1)].slice(0, maxBehind);
}

/** Another span at one press, the severity kept. */
function otherWindows(about: IpReportSubject): Button[] {
  if (!('from' in about)) return [];
  const now = askFor(about)[1];
  const severity = (about.severity ?? []).slice(0, 1);
  return [
    { title: t`Last 7 days`, verb: 'ips', words: ['last', '168h', ...severity] },
    { title: t`Last hour`, verb: 'ips', words: ['last', '1h', ...severity] },
    { title: t`Last 24 hours`, verb: 'ips', words: ['last', '24h', ...severity] },
  ]
    .filter(({ words }) => words[1] !== now)
    .slice(0, 2);
}

/** The words that ask for the same once more; a window of the same length that ends now. */
function askFor(about: IpReportSubject): string[] {
  if ('alert' in about) return ['for', 'alert', about.alert];
  if ('incident' in about) return ['for', 'incident', about.incident];
  const hours = Math.max(1, Math.ceil((about.to.getTime() - about.from.getTime()) / 3_600_000));
  return ['last', `${hours}h`, ...(about.severity ?? []).slice(0, 1)];
}
