import { pendingRequestCard, wantedInWords } from '../../cards/collect/pending-request';
import { hours, milliseconds, seconds } from '../../domain/duration';
import { DefenderRefusedError } from '../../domain/errors';
import type { PendingRequest, PendingRequestEnd } from '../../domain/pending-request';
import { isTemporary } from '../../domain/refusal';
import { pauseAfter, type RetryCause, retryStateAfter } from '../../domain/retry-state';
import { md, type SafeText } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import type { PendingAttempt, Turn } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow, type WorkflowContext } from '../engine/workflow';

// The same as for a request that Defender already accepted.
const timeout = hours(24);
// About seven minutes.
const maxFaults = 20;

interface Try {
  readonly turn: Turn;
  readonly kept: PendingAttempt;
  /** The number of this try; the message itself was the first. */
  readonly tries: number;
}

/**
 * One more try of a request that came while Defender was unreachable: the turn is dispatched again
 * until Defender answers, the requester cancels or a day has passed.
 *
 * A command starts workflows, so it can't be a step. The database, not a memoised step, says whether
 * this try already failed before a crash.
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
    const failed = await storeFailedTry(kept, one, retryCause, services);
    // Started first: a cancel is signalled to the next try as soon as this failure is stored.
    await next(context, one);
    return show(failed, services);
  },
);

function next(context: WorkflowContext, one: Try): Promise<void> {
  const id = workflowIds.pendingRequest({ id: one.kept.id, retryState: { tries: one.tries } });
  return context.start('kept-request', id, { ...one, tries: one.tries + 1 });
}

/**
 * Milliseconds until the next try that the card shows. A request that was cancelled before is over;
 * one that already started its collection keeps the backoff when its answer fails.
 */
function left(
  { end, retryState }: PendingRequest,
  { tries }: Try,
  { clock }: WorkflowServices,
): number {
  if (end) return end.as === 'begun' ? pauseAfter(tries - 1, {}, clock.scale) : 0;
  return Math.max(0, retryState.nextTry.getTime() - clock.now().getTime()) * clock.scale;
}

/** @returns why the try failed; undefined when it was answered, whatever the answer */
async function ask(
  { kept, tries, turn }: Try,
  now: Date,
  { answer, log }: WorkflowServices,
): Promise<RetryCause | undefined> {
  try {
    await answer({ ...turn, at: now.toISOString() }, kept);
    return undefined;
  } catch (error) {
    // An internal error must not lose the request either.
    if (!isTemporary(error)) log.error({ error, request: kept.id }, 'a pending request failed');
    else log.debug({ error, request: kept.id, tries }, 'Defender is still unreachable');
    return error instanceof DefenderRefusedError ? error.refusal : {};
  }
}

async function storeFailedTry(
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
    // The first terminal state wins.
    const kept = await services.pendingRequests.end(id, { as, at: services.clock.now() });
    const collection = await services.collections.get(id);
    return { ended: kept.end!.as, isBegun: collection !== undefined };
  });
  await context.step('record the end', () => record(one, ended, services));
  // The collection took over the card and announces its own end.
  if (isBegun) return;
  await context.step('show the end', async () => show(await read(id, services), services, true));
  if (ended !== 'cancelled') await context.step('tell', () => notify(id, ended, services));
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

/** Mentions the requester: an edited card notifies nobody, and hours may have passed.  */
async function notify(
  id: string,
  as: PendingRequestEnd['as'],
  services: WorkflowServices,
): Promise<void> {
  const { about, askedBy, place } = await read(id, services);
  const words = (): SafeText =>
    as === 'given-up'
      ? md`${wantedInWords(about)}: Defender didn’t answer for a day. Nothing was collected`
      : md`${wantedInWords(about)}: Defender is back, and your request was answered`;
  await services.messenger.post(place, () => ({ text: words(), mention: askedBy }), {
    once: `${id}:${as}`,
  });
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
