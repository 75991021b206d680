import type { MachineAction } from '../../domain/action';
import type { StoredPackage } from '../../domain/collection';
import { milliseconds, seconds } from '../../domain/duration';
import { msg, sentence } from '../../language/language';
import type { Clock, RateReservation } from '../../ports';
import type { WorkflowServices } from '../engine/services';
import { attempt, type WorkflowContext } from '../engine/workflow';
import { cancelled, type Ending, failedBy } from './end-package';
import { firstLook } from './first-look';
import { changePackage } from './package-step';
import { downloadSealed } from './sealed-download';

const maxTries = 6;
// A workflow resumes within some hundred real milliseconds and a missed reservation is lost: the
// call itself waits for the last moment.
const wakeEarly = seconds(2);
const leastEarlyMs = 1_000;

/** Downloads the finished package: reserves a link, waits for it, downloads. A failed try starts over. */
export async function fetchPackage(
  context: WorkflowContext,
  packageId: string,
  action: MachineAction,
  services: WorkflowServices,
): Promise<Ending> {
  for (let tries = 1; ; tries++) {
    const place = await context.step('reserve a link', () => services.defender.reserveLink());
    const waited = await waitForLink(context, packageId, place, services);
    if (waited) return waited;

    const got = await attempt(context, 'download', () =>
      timed(services.clock, () => downloadSealed({ packageId, action, place }, services)),
    );
    if (got.ok) return lookedInto(context, packageId, got.value, services);
    if (!got.problem.temporary || tries === maxTries)
      return failedBy(got.problem, [msg`downloaded ${tries} times, each with a fresh link`]);
    // A package may lag behind its action, and a server that failed gets a short pause.
    const news = await context.waitFor('news', seconds(got.problem.kind === 'not-ready' ? 30 : 2));
    if (news?.kind === 'cancel') return cancelledBy(context, packageId, news.by, services);
  }
}

/** Adds a summary of the contents; the evidence is stored whether it can be read or not. */
async function lookedInto(
  context: WorkflowContext,
  packageId: string,
  { seconds, value: stored }: Timed<StoredPackage>,
  services: WorkflowServices,
): Promise<Ending> {
  const inside = await context.step('look inside', () =>
    firstLook(packageId, stored.file, services),
  );
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

/** Shows when the link is due and waits for it; a cancel releases the reservation. */
async function waitForLink(
  context: WorkflowContext,
  packageId: string,
  place: RateReservation,
  services: WorkflowServices,
): Promise<Ending | undefined> {
  await changePackage(context, 'prepare the link', services, packageId, {
    state: 'preparing-link',
    linkAt: place.at,
  });
  const { clock } = services;
  const early = Math.max(clock.real(wakeEarly), leastEarlyMs);
  const wait = new Date(place.at).getTime() - early - (await context.now()).getTime();
  if (wait <= 0) return undefined;

  const news = await context.waitFor('news', milliseconds(wait * clock.scale));
  if (news?.kind !== 'cancel') return undefined;
  await context.step('give the link back', () => services.defender.releaseLink(place));
  return cancelledBy(context, packageId, news.by, services);
}

async function cancelledBy(
  context: WorkflowContext,
  packageId: string,
  by: { id: string; name: string },
  services: WorkflowServices,
): Promise<Ending> {
  await changePackage(context, 'note the cancel', services, packageId, { cancelledBy: by });
  return cancelled(sentence`Defender had already collected it. The package wasn’t downloaded.`);
}
