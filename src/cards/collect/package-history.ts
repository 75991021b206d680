import { isFinal, type Package, type Told } from '../../domain/collection';
import { inWords, minutes } from '../../domain/duration';
import { isSupported } from '../../domain/machine';
import { theChannel, theLeads } from '../../domain/on-call';
import { clean } from '../../domain/text';
import { renderMessage, sentence, t } from '../../language/language';
import { personName } from '../kit/name';
import type { RenderContext } from '../kit/render-context';
import { ago, clock, moment, size } from '../kit/time';
import { findingLines } from './inside-lines';

const long = minutes(30);
const maxDownloads = 3;

/** The history of a package and what comes next, one line each. */
export function packageLines(found: Package, view: RenderContext): string[] {
  return [...outline(found, view), ...notes(found, view)].filter((line) => line !== '');
}

/** The progress steps; empty once the package has left the normal path. */
export function packageSteps({ state }: Package): string {
  switch (state) {
    case 'sending':
      return t`Step 1 of 4 · Sending ● · Collecting · Preparing link · Ready`;
    case 'queued':
      return t`Step 2 of 4 · Sent ✓ · Queued ● · Preparing link · Ready`;
    case 'waiting-for-machine':
      return t`Step 2 of 4 · Sent ✓ · Waiting for device ● · Preparing link · Ready`;
    case 'collecting':
      return t`Step 2 of 4 · Sent ✓ · Collecting ● · Preparing link · Ready`;
    case 'preparing-link':
      return t`Step 3 of 4 · Sent ✓ · Collected ✓ · Preparing link ● · Ready`;
    case 'waiting-for-approval':
    case 'ready':
    case 'failed':
    case 'cancelled':
    case 'stopped-waiting':
      return '';
  }
}

function outline(found: Package, view: RenderContext): string[] {
  switch (found.state) {
    case 'waiting-for-approval':
      return [
        t`Waiting for approval. Nothing has been collected.`,
        t`To approve: approve ${found.collectionId}`,
      ];
    case 'sending':
      return [t`Sending the request to Defender.`, usual()];
    case 'queued':
      return [accepted(found, view), `${t`Queued in Defender.`} ${usual()}`];
    case 'waiting-for-machine':
      return [
        seen(found, view),
        t`Starts when the device is back online.`,
        t`Defender keeps trying for about 3 days. I’ll let you know either way.`,
      ];
    case 'collecting':
      return [`${accepted(found, view)} ${usual()}`, progress(found, view)];
    case 'preparing-link':
      if (found.incoming)
        return [t`Collected. Downloading and sealing.`, incomingLine(found.incoming)];
      return [
        t`Collected. Waiting for a download link (Defender issues 2 a minute).`,
        turn(found, view),
      ];
    case 'ready':
    case 'failed':
    case 'cancelled':
    case 'stopped-waiting':
      return ending(found, view);
  }
}

function incomingLine({ received, expected }: NonNullable<Package['incoming']>): string {
  if (!expected) return t`${size(received)} so far.`;
  const percent = Math.min(99, Math.floor((100 * received) / expected));
  return `${t`${size(received)} of ${size(expected)}`} · ${percent} %`;
}

function ending(found: Package, view: RenderContext): string[] {
  const { state, stored, failure } = found;
  if (failure?.notApproved)
    return [clean(renderMessage(failure.cause), 400), t`Nothing was collected.`];
  if (state === 'ready' && stored) {
    const took = inWords(lasted(found, view));
    const hash = `sha256 ${stored.sha256.slice(0, 4)}…${stored.sha256.slice(-2)}`;
    return [
      ...findingLines(stored.inside),
      `${t`Collected in ${took}`} · ${size(stored.size)} · ${hash}`,
      stored.removedAt
        ? t`Removed ${clock(stored.removedAt, view)} at the end of its retention.`
        : t`Stored ${clock(stored.storedAt, view)}.`,
      ...downloadLines(found, view),
    ];
  }
  if (state === 'failed') {
    const cause = failure?.cause ?? sentence`Unknown cause.`;
    return [clean(renderMessage(cause), 400), adviceOf(found), toldLine(failure?.told, view)];
  }
  if (state === 'cancelled') {
    const when = clock(found.endedAt ?? found.updatedAt, view);
    return [
      found.cancelledBy
        ? t`Cancelled by ${personName(found.cancelledBy)} ${when}. Nothing was collected.`
        : t`Cancelled in Defender ${when}. Nothing was collected.`,
    ];
  }
  if (state === 'stopped-waiting') {
    return [
      t`The device didn’t respond within ${inWords(lasted(found, view))}.`,
      `${seen(found, view)} ${t`Nothing was collected.`}`,
      adviceOf(found),
    ];
  }
  return [];
}

/** "On-call (Dana Reyes) notified 10:44 CET." */
export function toldLine(told: Told | undefined, view: RenderContext): string {
  if (!told) return '';
  const when = clock(new Date(told.at), view);
  if (told.who === theLeads) return t`Leads notified ${when}.`;
  if (told.who === theChannel) return t`Operations channel notified ${when}.`;
  const who = personName({ id: '', name: told.who });
  return told.isOnCall ? t`On-call (${who}) notified ${when}.` : t`${who} notified ${when}.`;
}

function adviceOf({ failure }: Package): string {
  return clean(renderMessage(failure?.advice ?? ''));
}

/** Obstacles and anything unusual, while they matter. */
function notes(found: Package, view: RenderContext): string[] {
  if (isFinal(found.state)) return [];
  const by = clean(renderMessage(found.adoptedFrom ?? ''), 64);
  return [
    by && t`Already running in Defender (requested by ${by}). Following that one.`,
    found.retryState ? retryStateLine(found.retryState, view) : '',
    isSupported(found.machine)
      ? ''
      : t`Packages are for Windows: this device may reject the request.`,
  ];
}

/** Defender is unreachable or throttles; the request stays queued. */
export function retryStateLine(
  retryState: NonNullable<Package['retryState']>,
  view: RenderContext,
): string {
  const { kind, nextTry, since, tries } = retryState;
  const next = t`Your request is queued. Next attempt ${clock(nextTry, view)}.`;
  const held =
    kind === 'throttled'
      ? t`Defender is throttling requests.`
      : t`Defender isn’t answering (since ${clock(since, view)}, ${tries} attempts).`;
  return `${held} ${next}`;
}

/** "Downloaded 10:42 CET by Mia Chen." The latest only: the receipt has all of them. */
export function downloadLines({ downloads = [] }: Package, view: RenderContext): string[] {
  const earlier = downloads.length - maxDownloads;
  return [
    ...(earlier > 0 ? [t`Downloaded ${earlier} times before.`] : []),
    ...downloads
      .slice(-maxDownloads)
      .map(({ at, by }) => t`Downloaded ${clock(at, view)} by ${personName(by)}.`),
  ];
}

function usual(): string {
  return t`Usually 5–15 min.`;
}

function accepted({ askedDefenderAt, startedAt }: Package, view: RenderContext): string {
  return t`Accepted by Defender ${clock(askedDefenderAt ?? startedAt, view)}.`;
}

function progress(found: Package, view: RenderContext): string {
  const running = lasted(found, view);
  return [
    t`Running ${inWords(running)}.`,
    found.lastCheckedAt ? t`Last checked ${clock(found.lastCheckedAt, view)}.` : '',
    running > long ? t`Taking longer than usual.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function turn({ linkAt }: Package, view: RenderContext): string {
  return linkAt && linkAt > view.now
    ? t`Expected about ${moment(linkAt, view)}.`
    : t`Next in line.`;
}

function seen({ machine }: Package, view: RenderContext): string {
  if (!machine.lastSeen) return t`Defender doesn’t know when the device was last seen.`;
  return t`Not seen since ${clock(machine.lastSeen, view)} (${ago(machine.lastSeen, view)}).`;
}

function lasted({ askedDefenderAt, startedAt, endedAt }: Package, { now }: RenderContext): number {
  return (endedAt ?? now).getTime() - (askedDefenderAt ?? startedAt).getTime();
}
