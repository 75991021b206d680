import { pendingRequestCard, wantedInWords } from '../../cards/collect/pending-request';
import { hours, milliseconds, seconds } from '../../domain/duration';
import { DefenderRefusedError } from '../../domain/errors';
import type { PendingRequest, PendingRequestEnd } from '../../domain/pending-request';
import { isTemporary } from '../../domain/refusal';
import { pauseAfter, type RetryCause, retryStateAfter } from '../../domain/retry-state';
import { md, type SafeText } from '../../domain/text';
import type { PendingAttempt, Turn } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow, type WorkflowContext } from '../engine/workflow';

// As long as a request that Defender knows of is kept.
const timeout = hours(24);
// Seven minutes.
const maxFaults = 20;

interface Try {
  readonly turn: Turn;
  readonly kept: PendingAttempt;
  /** Which one this is; the first was the message itself. */
  readonly tries: number;
}

/**
 * One more try of a request that came while Defender was away: it is asked as if it were said now,
 * until Defender answers, somebody takes it back or a day is over.
 *
 * A command begins stories, so it can be no step of one. What stands in the database, and not what
 * a step remembers, says whether this try was in vain before a crash.
 */
export const pendingRequest = defineWorkflow<'kept-request', WorkflowServices>(
  'kept-request',
  async (context, one, services) => {
    const { id } = one.kept;
    if (one.tries === 2) await context.step('record', () => record(one, 'kept', services));
    const pause = await context.step('how long', async () =>
      left(await read(id, services), one, services),
    );
    await context.waitFor('news', milliseconds(pause));
    const now = await context.now();

    const kept = await read(id, services);
    if (kept.retryState.tries >= one.tries) return next(context, one);
    if (kept.end && kept.end.as !== 'begun') return end(context, one, kept.end.as, services);
    const retryCause = await ask(one, now, services);
    if (!retryCause) return end(context, one, 'answered', services);
    const spent = now.getTime() - kept.retryState.since.getTime();
    if (spent > services.clock.real(timeout)) return end(context, one, 'given-up', services);
    const hindered = await hinder(kept, one, retryCause, services);
    // First the next one: a cancel is told to it as soon as this one's setback is noted.
    await next(context, one);
    return show(hindered, services);
  },
);

function next(context: WorkflowContext, one: Try): Promise<void> {
  const tries = one.tries + 1;
  return context.start('kept-request', `kept:${one.kept.id}:${tries}`, { ...one, tries });
}

/**
 * Until the moment that the card names. What was taken back before this try began is over. What was
 * begun has no such moment any more, but when its answer breaks it is asked again no faster.
 */
function left(
  { end, retryState }: PendingRequest,
  { tries }: Try,
  { clock }: WorkflowServices,
): number {
  if (end) return end.as === 'begun' ? pauseAfter(tries - 1, {}, clock.scale) : 0;
  return Math.max(0, retryState.nextTry.getTime() - clock.now().getTime()) * clock.scale;
}

/** @returns why it was in vain, or nothing when it was answered, whatever the answer */
async function ask(
  { kept, tries, turn }: Try,
  now: Date,
  { answer, log }: WorkflowServices,
): Promise<RetryCause | undefined> {
  try {
    await answer({ ...turn, at: now.toISOString() }, kept);
    return undefined;
  } catch (error) {
    // A fault of our own must not lose it either.
    if (!isTemporary(error)) log.error({ error, request: kept.id }, 'a kept request broke');
    else log.debug({ error, request: kept.id, tries }, 'Defender is still away');
    return error instanceof DefenderRefusedError ? error.refusal : {};
  }
}

async function hinder(
  { retryState: { since }, id }: PendingRequest,
  { tries }: Try,
  retryCause: RetryCause,
  services: WorkflowServices,
): Promise<PendingRequest> {
  const { clock, pendingRequests } = services;
  const pauseMs = clock.real(pauseAfter(tries, retryCause, clock.scale));
  const at = { since, now: clock.now(), tries, pauseMs };
  const retryState = retryStateAfter(retryCause, at);
  return insist(() => pendingRequests.hinder(id, retryState), services);
}

async function end(
  context: WorkflowContext,
  one: Try,
  as: PendingRequestEnd['as'],
  services: WorkflowServices,
): Promise<void> {
  const { id } = one.kept;
  const { ended, isBegun } = await context.step('end', async () => {
    // The first end stands: what began a collection has said so itself.
    const kept = await services.pendingRequests.end(id, { as, at: services.clock.now() });
    const collection = await services.collections.get(id);
    return { ended: kept.end!.as, isBegun: collection !== undefined };
  });
  await context.step('record the end', () => record(one, ended, services));
  // A collection shows itself where the card stood, and tells its own end.
  if (isBegun) return;
  await context.step('show the end', async () => show(await read(id, services), services, true));
  if (ended !== 'cancelled') await context.step('tell', () => tell(id, ended, services));
}

async function read(id: string, services: WorkflowServices): Promise<PendingRequest> {
  const kept = await insist(() => services.pendingRequests.get(id), services);
  if (!kept) throw new Error(`no kept request ${id}`);
  return kept;
}

/**
 * What must not be remembered can be no step, but like one it is tried again for minutes: a story
 * that ends because the database was restarted has lost its request without a word.
 */
async function insist<T>(work: () => Promise<T>, { clock, log }: WorkflowServices): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await work();
    } catch (error) {
      if (tries === maxFaults) throw error;
      log.warn({ error, tries }, 'a kept request waits for the database');
      const pause = Math.min(seconds(0.5) * 2 ** (tries - 1), seconds(30));
      // The database keeps the machine's time, whatever the scale of ours.
      await clock.sleep(milliseconds(pause * clock.scale));
    }
}

async function show(
  kept: PendingRequest,
  services: WorkflowServices,
  final = false,
): Promise<void> {
  await services.messenger
    .show(
      kept.id,
      kept.place,
      (reader) => pendingRequestCard(kept, renderContextOf(services, reader)),
      { final },
    )
    .catch((error: unknown) =>
      services.log.warn({ error, request: kept.id }, 'a card could not be edited'),
    );
}

/** An edit is not announced, and hours may have gone by: who asked is called. */
async function tell(
  id: string,
  as: PendingRequestEnd['as'],
  services: WorkflowServices,
): Promise<void> {
  const { about, askedBy, place } = await read(id, services);
  const words = (): SafeText =>
    as === 'given-up'
      ? md`${wantedInWords(about)}: Defender didn’t answer for a day. Nothing was collected`
      : md`${wantedInWords(about)}: Defender is back, and your request was answered`;
  await services.messenger.post(place, () => ({ text: words(), mention: askedBy }));
}

async function record(
  { kept: { id, requestId }, turn }: Try,
  as: 'kept' | PendingRequestEnd['as'],
  { journal }: WorkflowServices,
): Promise<void> {
  await journal.write({
    operation: `request.${as}`,
    actor: turn.person,
    outcome: as === 'kept' ? 'started' : as === 'given-up' ? 'failure' : 'success',
    resources: { request: requestId, collection: id, conversation: turn.place.conversationId },
  });
}
