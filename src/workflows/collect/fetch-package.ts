import type { MachineAction } from '../../domain/action';
import type { StoredPackage } from '../../domain/collection';
import { milliseconds, seconds } from '../../domain/duration';
import { kept, sentence } from '../../language/language';
import type { Clock, Reservation } from '../../ports';
import { cancelled, type Ending, failedBy } from './end-package';
import { firstLook } from './first-look';
import { changePackage } from './package-step';
import { downloadSealed } from './sealed-download';
import type { StoryTools } from '../engine/services';
import { attempt, type Run } from '../engine/workflow';

const mostTries = 6;
// A story wakes within some hundred real milliseconds, and a place that is missed is lost: the last
// moment is waited for by the call itself.
const wakeEarly = seconds(2);
const leastEarlyMs = 1_000;

/** Downloads the finished package: a place in the link queue, a link, the bytes. A broken try begins anew. */
export async function fetchPackage(
  run: Run,
  packageId: string,
  action: MachineAction,
  tools: StoryTools,
): Promise<Ending> {
  for (let tries = 1; ; tries++) {
    const place = await run.step('reserve a link', () => tools.defender.reserveLink());
    const waited = await waitForLink(run, packageId, place, tools);
    if (waited) return waited;

    const got = await attempt(run, 'download', () =>
      timed(tools.clock, () => downloadSealed({ packageId, action, place }, tools)),
    );
    if (got.ok) return lookedInto(run, packageId, got.value, tools);
    if (!got.problem.temporary || tries === mostTries)
      return failedBy(got.problem, [kept`downloaded ${tries} times, each with a fresh link`]);
    // A package may lag behind its action; and a server that broke once deserves a breath.
    const news = await run.waitFor('news', seconds(got.problem.kind === 'not-ready' ? 30 : 2));
    if (news?.kind === 'cancel') return cancelledBy(run, packageId, news.by, tools);
  }
}

/** A first look inside is a gift: evidence is kept whether it can be read or not. */
async function lookedInto(
  run: Run,
  packageId: string,
  { seconds, value: stored }: Timed<StoredPackage>,
  tools: StoryTools,
): Promise<Ending> {
  const inside = await run.step('look inside', () => firstLook(packageId, stored.file, tools));
  return { state: 'ready', stored: { ...stored, inside }, seconds };
}

interface Timed<T> {
  readonly value: T;
  readonly seconds: number;
}

async function timed<T>(clock: Clock, work: () => Promise<T>): Promise<Timed<T>> {
  const begun = clock.now().getTime();
  const value = await work();
  return { value, seconds: (clock.now().getTime() - begun) / 1000 };
}

/** Shows the honest moment and waits for it; a cancel in the meantime gives the place back. */
async function waitForLink(
  run: Run,
  packageId: string,
  place: Reservation,
  tools: StoryTools,
): Promise<Ending | undefined> {
  await changePackage(run, 'prepare the link', tools, packageId, {
    state: 'preparing-link',
    linkAt: place.at,
  });
  const { clock } = tools;
  const early = Math.max(clock.real(wakeEarly), leastEarlyMs);
  const wait = new Date(place.at).getTime() - early - (await run.now()).getTime();
  if (wait <= 0) return undefined;

  const news = await run.waitFor('news', milliseconds(wait * clock.scale));
  if (news?.kind !== 'cancel') return undefined;
  await run.step('give the link back', () => tools.defender.releaseLink(place));
  return cancelledBy(run, packageId, news.by, tools);
}

async function cancelledBy(
  run: Run,
  packageId: string,
  by: { id: string; name: string },
  tools: StoryTools,
): Promise<Ending> {
  await changePackage(run, 'note the cancel', tools, packageId, { cancelledBy: by });
  return cancelled(sentence`Defender had collected it already; nothing was downloaded.`);
}
