import { outageCard } from '../../cards/on-call/outage';
import type { Card } from '../../domain/card';
import { type Collection, isFinal, type Package } from '../../domain/collection';
import type { KeptRequest } from '../../domain/pending-request';
import type { Outage } from '../../domain/outage';
import type { Drawn } from '../../ports';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';

// One broken answer is no outage: the second try in vain is.
const leastTries = 2;
const most = 500;

/**
 * One look at who waits for Defender: the first one opens a banner in the operations channels, and
 * when nobody waits and all have come to their end it closes by itself. Safe to repeat.
 */
export async function lookForOutage(tools: StoryTools): Promise<void> {
  const { clock, collections, keptRequests, outages } = tools;
  const packages = (await collections.list({ open: true, most })).flatMap(packagesOf);
  const running = [...packages, ...(await keptRequests.waiting()).map(asWaiter)];
  const waiting = running.filter(isKeptWaiting);
  const before = (await outages.current()) ?? (await beginning(waiting, tools));
  if (!before) return;

  const waited = [...new Set([...before.waited, ...waiting.map((one) => nameOf(one, before))])];
  const waiters = await allOf(waited, running, tools);
  const now = clock.now();
  const backAt = waiting.length > 0 ? undefined : (before.backAt ?? now);
  const isOver = backAt !== undefined && waiters.every(({ state }) => isFinal(state));
  const after: Outage = {
    id: before.id,
    since: before.since,
    waited,
    ...(backAt && { backAt }),
    ...(isOver && { closedAt: now }),
  };
  await show(after, waiters, tools);
  await outages.save(after);
}

/** A package, or a request that has none yet. */
type Waiter = Pick<Package, 'id' | 'state' | 'hindrance'> & { readonly collectionId?: string };

function asWaiter({ hindrance, id }: KeptRequest): Waiter {
  return { id, state: 'sending', hindrance };
}

/** What a kept request began still counts as that request. */
function nameOf({ collectionId, id }: Waiter, { waited }: Outage): string {
  return collectionId && waited.includes(collectionId) ? collectionId : id;
}

function packagesOf({ packages }: Collection): readonly Package[] {
  return packages;
}

function isKeptWaiting({ hindrance, state }: Waiter): boolean {
  return hindrance?.kind === 'unreachable' && hindrance.tries >= leastTries && !isFinal(state);
}

async function beginning(waiting: readonly Waiter[], { outages }: StoryTools) {
  const since = waiting.map(({ hindrance }) => hindrance!.since.getTime());
  return since.length > 0 ? outages.open(new Date(Math.min(...since))) : undefined;
}

async function allOf(ids: readonly string[], known: readonly Waiter[], tools: StoryTools) {
  const found = new Map(known.map((one) => [one.id, one]));
  for (const id of ids) {
    if (found.has(id)) continue;
    const stored = await tools.collections.ofPackage(id);
    const waiter = stored?.package ?? (await keptNow(id, tools));
    if (waiter) found.set(id, waiter);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** A request that waits no more: it stands as what it began, or as over. */
async function keptNow(id: string, { collections, keptRequests }: StoryTools) {
  const end = (await keptRequests.get(id))?.end;
  const states = (await collections.get(id))?.packages.map(({ state }) => state) ?? [];
  const lost = end?.as === 'given-up' ? 'failed' : 'ready';
  const state =
    states.find((one) => !isFinal(one)) ?? states.find((one) => one === 'failed') ?? lost;
  return end && { id, state };
}

async function show(outage: Outage, waiters: readonly Waiter[], tools: StoryTools) {
  const { log, messenger, subscriptions } = tools;
  const card: Drawn<Card> = (reader) => outageCard(outage, waiters, viewOf(tools, reader));
  const final = outage.closedAt !== undefined;
  for (const { conversationId } of await subscriptions.to('operations')) {
    const place = { conversationId, kind: 'channel' } as const;
    await messenger
      .show(`outage:${outage.id}@${conversationId}`, place, card, { final })
      .catch((error: unknown) => log.warn({ error }, 'a banner could not be shown'));
  }
}
