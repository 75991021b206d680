import { keptRequestCard, wantedInWords } from '../../cards/collect/pending-request';
import { hours, milliseconds, seconds } from '../../domain/duration';
import { DefenderRefused } from '../../domain/errors';
import { hindranceAfter, pauseAfter, type Setback } from '../../domain/retry-state';
import type { KeptEnd, KeptRequest } from '../../domain/pending-request';
import { isTemporary } from '../../domain/refusal';
import { type SafeText, text } from '../../domain/text';
import type { KeptAsk, Turn } from '../../ports';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';
import { defineWorkflow, type Run } from '../engine/workflow';

// As long as a request that Defender knows of is kept.
const patience = hours(24);
// Seven minutes.
const mostFaults = 20;

interface Try {
  readonly turn: Turn;
  readonly kept: KeptAsk;
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
export const keptRequest = defineWorkflow<'kept-request', StoryTools>(
  'kept-request',
  async (run, one, tools) => {
    const { id } = one.kept;
    if (one.tries === 2) await run.step('record', () => record(one, 'kept', tools));
    const pause = await run.step('how long', async () => left(await read(id, tools), one, tools));
    await run.waitFor('news', milliseconds(pause));
    const now = await run.now();

    const kept = await read(id, tools);
    if (kept.hindrance.tries >= one.tries) return next(run, one);
    if (kept.end && kept.end.as !== 'begun') return end(run, one, kept.end.as, tools);
    const setback = await ask(one, now, tools);
    if (!setback) return end(run, one, 'answered', tools);
    const spent = now.getTime() - kept.hindrance.since.getTime();
    if (spent > tools.clock.real(patience)) return end(run, one, 'given-up', tools);
    const hindered = await hinder(kept, one, setback, tools);
    // First the next one: a cancel is told to it as soon as this one's setback is noted.
    await next(run, one);
    return show(hindered, tools);
  },
);

function next(run: Run, one: Try): Promise<void> {
  const tries = one.tries + 1;
  return run.start('kept-request', `kept:${one.kept.id}:${tries}`, { ...one, tries });
}

/**
 * Until the moment that the card names. What was taken back before this try began is over. What was
 * begun has no such moment any more, but when its answer breaks it is asked again no faster.
 */
function left({ end, hindrance }: KeptRequest, { tries }: Try, { clock }: StoryTools): number {
  if (end) return end.as === 'begun' ? pauseAfter(tries - 1, {}, clock.scale) : 0;
  return Math.max(0, hindrance.nextTry.getTime() - clock.now().getTime()) * clock.scale;
}

/** @returns why it was in vain, or nothing when it was answered, whatever the answer */
async function ask(
  { kept, tries, turn }: Try,
  now: Date,
  { answer, log }: StoryTools,
): Promise<Setback | undefined> {
  try {
    await answer({ ...turn, at: now.toISOString() }, kept);
    return undefined;
  } catch (error) {
    // A fault of our own must not lose it either.
    if (!isTemporary(error)) log.error({ error, request: kept.id }, 'a kept request broke');
    else log.debug({ error, request: kept.id, tries }, 'Defender is still away');
    return error instanceof DefenderRefused ? error.refusal : {};
  }
}

async function hinder(
  { hindrance: { since }, id }: KeptRequest,
  { tries }: Try,
  setback: Setback,
  tools: StoryTools,
): Promise<KeptRequest> {
  const { clock, keptRequests } = tools;
  const pauseMs = clock.real(pauseAfter(tries, setback, clock.scale));
  const at = { since, now: clock.now(), tries, pauseMs };
  const hindrance = hindranceAfter(setback, at);
  return insist(() => keptRequests.hinder(id, hindrance), tools);
}

async function end(run: Run, one: Try, as: KeptEnd['as'], tools: StoryTools): Promise<void> {
  const { id } = one.kept;
  const { ended, isBegun } = await run.step('end', async () => {
    // The first end stands: what began a collection has said so itself.
    const kept = await tools.keptRequests.end(id, { as, at: tools.clock.now() });
    const collection = await tools.collections.get(id);
    return { ended: kept.end!.as, isBegun: collection !== undefined };
  });
  await run.step('record the end', () => record(one, ended, tools));
  // A collection shows itself where the card stood, and tells its own end.
  if (isBegun) return;
  await run.step('show the end', async () => show(await read(id, tools), tools, true));
  if (ended !== 'cancelled') await run.step('tell', () => tell(id, ended, tools));
}

async function read(id: string, tools: StoryTools): Promise<KeptRequest> {
  const kept = await insist(() => tools.keptRequests.get(id), tools);
  if (!kept) throw new Error(`no kept request ${id}`);
  return kept;
}

/**
 * What must not be remembered can be no step, but like one it is tried again for minutes: a story
 * that ends because the database was restarted has lost its request without a word.
 */
async function insist<T>(work: () => Promise<T>, { clock, log }: StoryTools): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await work();
    } catch (error) {
      if (tries === mostFaults) throw error;
      log.warn({ error, tries }, 'a kept request waits for the database');
      const pause = Math.min(seconds(0.5) * 2 ** (tries - 1), seconds(30));
      // The database keeps the machine's time, whatever the scale of ours.
      await clock.sleep(milliseconds(pause * clock.scale));
    }
}

async function show(kept: KeptRequest, tools: StoryTools, final = false): Promise<void> {
  await tools.messenger
    .show(kept.id, kept.place, (reader) => keptRequestCard(kept, viewOf(tools, reader)), { final })
    .catch((error: unknown) =>
      tools.log.warn({ error, request: kept.id }, 'a card could not be edited'),
    );
}

/** An edit is not announced, and hours may have gone by: who asked is called. */
async function tell(id: string, as: KeptEnd['as'], tools: StoryTools): Promise<void> {
  const { about, askedBy, place } = await read(id, tools);
  const words = (): SafeText =>
    as === 'given-up'
      ? text`${wantedInWords(about)}: Defender did not answer for a day. Nothing was collected`
      : text`${wantedInWords(about)}: Defender is back, and your request was answered`;
  await tools.messenger.post(place, () => ({ text: words(), mention: askedBy }));
}

async function record(
  { kept: { id, requestId }, turn }: Try,
  as: 'kept' | KeptEnd['as'],
  { journal }: StoryTools,
): Promise<void> {
  await journal.write({
    operation: `request.${as}`,
    actor: turn.person,
    outcome: as === 'kept' ? 'started' : as === 'given-up' ? 'failure' : 'success',
    resources: { request: requestId, collection: id, conversation: turn.place.conversationId },
  });
}
