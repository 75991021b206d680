import { isFinal, type Package, type Told } from '../domain/collection';
import { inWords, minutes } from '../domain/duration';
import { isSupported } from '../domain/machine';
import { clean } from '../domain/text';
import { insideLines } from './inside-lines';
import { personName } from './name';
import { ago, clock, moment, size } from './time';
import type { View } from './view';

const usual = 'Usually 5–15 min.';
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
      return 'Step 1 of 4 · Sending ● · Collecting · Preparing link · Ready';
    case 'queued':
      return 'Step 2 of 4 · Sent ✓ · Queued ● · Preparing link · Ready';
    case 'waiting-for-machine':
      return 'Step 2 of 4 · Sent ✓ · Waiting for machine ● · Preparing link · Ready';
    case 'collecting':
      return 'Step 2 of 4 · Sent ✓ · Collecting ● · Preparing link · Ready';
    case 'preparing-link':
      return 'Step 3 of 4 · Sent ✓ · Collected ✓ · Preparing link ● · Ready';
    default:
      return '';
  }
}

function outline(found: Package, view: View): string[] {
  switch (found.state) {
    case 'waiting-for-approval':
      return [
        'Nothing was collected yet: somebody else has to allow it first.',
        `To allow it: approve ${found.collectionId}`,
      ];
    case 'sending':
      return ['Sending the request to Defender.', usual];
    case 'queued':
      return [accepted(found, view), `Waiting for its turn in Defender. ${usual}`];
    case 'waiting-for-machine':
      return [
        seen(found, view),
        'It starts by itself when the machine is back.',
        'Defender keeps trying for about 3 days. Then I tell you.',
      ];
    case 'collecting':
      return [`${accepted(found, view)} ${usual}`, progress(found, view)];
    case 'preparing-link':
      if (found.incoming)
        return ['Collected. Downloading and sealing.', incomingLine(found.incoming)];
      return ['Collected. Defender gives 2 download links a minute.', turn(found, view)];
    default:
      return ending(found, view);
  }
}

function incomingLine({ received, expected }: NonNullable<Package['incoming']>): string {
  if (!expected) return `${size(received)} so far.`;
  const percent = Math.min(99, Math.floor((100 * received) / expected));
  return `${size(received)} of ${size(expected)} · ${percent} %`;
}

function ending(found: Package, view: View): string[] {
  const { state, stored, failure } = found;
  if (failure?.notApproved) return [clean(failure.cause, 400), 'Nothing was collected.'];
  const when = found.endedAt ? ` ${clock(found.endedAt, view)}` : '';
  if (state === 'ready' && stored) {
    const took = inWords(lasted(found, view));
    const hash = `sha256 ${stored.sha256.slice(0, 4)}…${stored.sha256.slice(-2)}`;
    return [
      `Collected in ${took} · ${size(stored.size)} · ${hash}`,
      stored.removedAt
        ? `Removed from the evidence store ${clock(stored.removedAt, view)}: its days were over.`
        : `Kept in the evidence store since ${clock(stored.storedAt, view)}.`,
      ...insideLines(stored.inside),
      ...downloadLines(found, view),
    ];
  }
  if (state === 'failed') {
    return [
      clean(failure?.cause ?? 'The cause is not known.', 400),
      clean(failure?.advice ?? ''),
      toldLine(failure?.told, view),
    ];
  }
  if (state === 'cancelled') {
    const by = found.cancelledBy ? ` by ${personName(found.cancelledBy)}` : ' in Defender';
    return [`Cancelled${by}${when}. Nothing was collected.`];
  }
  if (state === 'stopped-waiting') {
    return [
      `The machine did not answer in ${inWords(lasted(found, view))}.`,
      `${seen(found, view)} Nothing was collected.`,
      clean(failure?.advice ?? ''),
    ];
  }
  return [];
}

/** "On-call (Dana Reyes) was told 10:44 CET." */
export function toldLine(told: Told | undefined, view: View): string {
  if (!told) return '';
  const who = personName({ id: '', name: told.who });
  const when = clock(new Date(told.at), view);
  if (told.isOnCall) return `On-call (${who}) was told ${when}.`;
  const sentence = `${who} ${told.who === 'the leads' ? 'were' : 'was'} told ${when}.`;
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}`;
}

/** What stands in the way, or is unusual: only while it matters. */
function notes(found: Package, view: View): string[] {
  if (isFinal(found.state)) return [];
  const by = clean(found.adoptedFrom ?? '', 64);
  return [
    by && `Already running in Defender, asked for by ${by}. I follow that one.`,
    found.hindrance ? hindranceLine(found.hindrance, view) : '',
    isSupported(found.machine) ? '' : 'Packages are made for Windows: this machine may refuse.',
  ];
}

/** Defender does not answer, or wants less of us: the request is kept all the same. */
export function hindranceLine(hindrance: NonNullable<Package['hindrance']>, view: View): string {
  const next = `Your request is kept. Next try ${clock(hindrance.nextTry, view)}.`;
  if (hindrance.kind === 'throttled') return `Defender asks us to slow down. ${next}`;
  const tries = hindrance.tries === 1 ? '1 try' : `${hindrance.tries} tries`;
  return `Defender is not answering (since ${clock(hindrance.since, view)}; ${tries}). ${next}`;
}

/** "Downloaded 10:42 CET by Mia Chen." The last ones only: the receipt has them all. */
export function downloadLines({ downloads = [] }: Package, view: View): string[] {
  const earlier = downloads.length - mostDownloads;
  return [
    ...(earlier > 0 ? [`Downloaded ${earlier} times before.`] : []),
    ...downloads
      .slice(-mostDownloads)
      .map(({ at, by }) => `Downloaded ${clock(at, view)} by ${personName(by)}.`),
  ];
}

function accepted({ askedDefenderAt, startedAt }: Package, view: View): string {
  return `Accepted by Defender ${clock(askedDefenderAt ?? startedAt, view)}.`;
}

function progress(found: Package, view: View): string {
  const running = lasted(found, view);
  const checked = found.lastCheckedAt ? ` Last checked ${clock(found.lastCheckedAt, view)}.` : '';
  const slow = running > long ? ' It takes longer than usual; I keep watching.' : '';
  return `Running ${inWords(running)}.${checked}${slow}`;
}

function turn({ linkAt }: Package, view: View): string {
  return linkAt && linkAt > view.now ? `Yours about ${moment(linkAt, view)}.` : 'Yours is next.';
}

function seen({ machine }: Package, view: View): string {
  if (!machine.lastSeen) return 'Defender does not know when the machine was last seen.';
  return `Not seen since ${clock(machine.lastSeen, view)} (${ago(machine.lastSeen, view)}).`;
}

function lasted({ askedDefenderAt, startedAt, endedAt }: Package, { now }: View): number {
  return (endedAt ?? now).getTime() - (askedDefenderAt ?? startedAt).getTime();
}
