import { isFinal, type Package, type Told } from '../../domain/collection';
import { inWords, minutes } from '../../domain/duration';
import { isSupported } from '../../domain/machine';
import { theChannel, theLeads } from '../../domain/on-call';
import { clean } from '../../domain/text';
import { say, sentence, translated } from '../../language/language';
import { insideLines } from './inside-lines';
import { personName } from '../kit/name';
import { ago, clock, moment, size } from '../kit/time';
import type { View } from '../kit/render-context';

const long = minutes(30);
const mostDownloads = 3;

/** What happened to a package and what comes next: one idea a line. */
export function packageStory(found: Package, view: View): string[] {
  return [...outline(found, view), ...notes(found, view)].filter((line) => line !== '');
}

/** Where it stands on the way; nothing for what has left the way. */
export function packageSteps({ state }: Package): string {
  switch (state) {
    case 'sending':
      return say`Step 1 of 4 · Sending ● · Collecting · Preparing link · Ready`;
    case 'queued':
      return say`Step 2 of 4 · Sent ✓ · Queued ● · Preparing link · Ready`;
    case 'waiting-for-machine':
      return say`Step 2 of 4 · Sent ✓ · Waiting for machine ● · Preparing link · Ready`;
    case 'collecting':
      return say`Step 2 of 4 · Sent ✓ · Collecting ● · Preparing link · Ready`;
    case 'preparing-link':
      return say`Step 3 of 4 · Sent ✓ · Collected ✓ · Preparing link ● · Ready`;
    default:
      return '';
  }
}

function outline(found: Package, view: View): string[] {
  switch (found.state) {
    case 'waiting-for-approval':
      return [
        say`Nothing was collected yet: somebody else has to allow it first.`,
        say`To allow it: approve ${found.collectionId}`,
      ];
    case 'sending':
      return [say`Sending the request to Defender.`, usual()];
    case 'queued':
      return [accepted(found, view), `${say`Waiting for its turn in Defender.`} ${usual()}`];
    case 'waiting-for-machine':
      return [
        seen(found, view),
        say`It starts by itself when the machine is back.`,
        say`Defender keeps trying for about 3 days. Then I tell you.`,
      ];
    case 'collecting':
      return [`${accepted(found, view)} ${usual()}`, progress(found, view)];
    case 'preparing-link':
      if (found.incoming)
        return [say`Collected. Downloading and sealing.`, incomingLine(found.incoming)];
      return [say`Collected. Defender gives 2 download links a minute.`, turn(found, view)];
    default:
      return ending(found, view);
  }
}

function incomingLine({ received, expected }: NonNullable<Package['incoming']>): string {
  if (!expected) return say`${size(received)} so far.`;
  const percent = Math.min(99, Math.floor((100 * received) / expected));
  return `${say`${size(received)} of ${size(expected)}`} · ${percent} %`;
}

function ending(found: Package, view: View): string[] {
  const { state, stored, failure } = found;
  if (failure?.notApproved)
    return [clean(translated(failure.cause), 400), say`Nothing was collected.`];
  if (state === 'ready' && stored) {
    const took = inWords(lasted(found, view));
    const hash = `sha256 ${stored.sha256.slice(0, 4)}…${stored.sha256.slice(-2)}`;
    return [
      `${say`Collected in ${took}`} · ${size(stored.size)} · ${hash}`,
      stored.removedAt
        ? say`Removed from the evidence store ${clock(stored.removedAt, view)}: its days were over.`
        : say`Kept in the evidence store since ${clock(stored.storedAt, view)}.`,
      ...insideLines(stored.inside),
      ...downloadLines(found, view),
    ];
  }
  if (state === 'failed') {
    const cause = failure?.cause ?? sentence`The cause is not known.`;
    return [clean(translated(cause), 400), adviceOf(found), toldLine(failure?.told, view)];
  }
  if (state === 'cancelled') {
    const when = clock(found.endedAt ?? found.updatedAt, view);
    return [
      found.cancelledBy
        ? say`Cancelled by ${personName(found.cancelledBy)} ${when}. Nothing was collected.`
        : say`Cancelled in Defender ${when}. Nothing was collected.`,
    ];
  }
  if (state === 'stopped-waiting') {
    return [
      say`The machine did not answer in ${inWords(lasted(found, view))}.`,
      `${seen(found, view)} ${say`Nothing was collected.`}`,
      adviceOf(found),
    ];
  }
  return [];
}

/** "On-call (Dana Reyes) was told 10:44 CET." */
export function toldLine(told: Told | undefined, view: View): string {
  if (!told) return '';
  const when = clock(new Date(told.at), view);
  if (told.who === theLeads) return say`The leads were told ${when}.`;
  if (told.who === theChannel) return say`The operations channel was told ${when}.`;
  const who = personName({ id: '', name: told.who });
  return told.isOnCall ? say`On-call (${who}) was told ${when}.` : say`${who} was told ${when}.`;
}

function adviceOf({ failure }: Package): string {
  return clean(translated(failure?.advice ?? ''));
}

/** What stands in the way, or is unusual: only while it matters. */
function notes(found: Package, view: View): string[] {
  if (isFinal(found.state)) return [];
  const by = clean(translated(found.adoptedFrom ?? ''), 64);
  return [
    by && say`Already running in Defender, asked for by ${by}. I follow that one.`,
    found.hindrance ? hindranceLine(found.hindrance, view) : '',
    isSupported(found.machine) ? '' : say`Packages are made for Windows: this machine may refuse.`,
  ];
}

/** Defender does not answer, or wants less of us: the request is kept all the same. */
export function hindranceLine(hindrance: NonNullable<Package['hindrance']>, view: View): string {
  const { kind, nextTry, since, tries } = hindrance;
  const next = say`Your request is kept. Next try ${clock(nextTry, view)}.`;
  const held =
    kind === 'throttled'
      ? say`Defender asks us to slow down.`
      : say`Defender is not answering (since ${clock(since, view)}; ${tries} tries).`;
  return `${held} ${next}`;
}

/** "Downloaded 10:42 CET by Mia Chen." The last ones only: the receipt has them all. */
export function downloadLines({ downloads = [] }: Package, view: View): string[] {
  const earlier = downloads.length - mostDownloads;
  return [
    ...(earlier > 0 ? [say`Downloaded ${earlier} times before.`] : []),
    ...downloads
      .slice(-mostDownloads)
      .map(({ at, by }) => say`Downloaded ${clock(at, view)} by ${personName(by)}.`),
  ];
}

function usual(): string {
  return say`Usually 5–15 min.`;
}

function accepted({ askedDefenderAt, startedAt }: Package, view: View): string {
  return say`Accepted by Defender ${clock(askedDefenderAt ?? startedAt, view)}.`;
}

function progress(found: Package, view: View): string {
  const running = lasted(found, view);
  return [
    say`Running ${inWords(running)}.`,
    found.lastCheckedAt ? say`Last checked ${clock(found.lastCheckedAt, view)}.` : '',
    running > long ? say`It takes longer than usual; I keep watching.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function turn({ linkAt }: Package, view: View): string {
  return linkAt && linkAt > view.now
    ? say`Yours about ${moment(linkAt, view)}.`
    : say`Yours is next.`;
}

function seen({ machine }: Package, view: View): string {
  if (!machine.lastSeen) return say`Defender does not know when the machine was last seen.`;
  return say`Not seen since ${clock(machine.lastSeen, view)} (${ago(machine.lastSeen, view)}).`;
}

function lasted({ askedDefenderAt, startedAt, endedAt }: Package, { now }: View): number {
  return (endedAt ?? now).getTime() - (askedDefenderAt ?? startedAt).getTime();
}
