import { outageCard } from '../../cards/on-call/outage';
import type { Card } from '../../domain/card';
import { type Collection, isFinal, type Package } from '../../domain/collection';
import type { Outage } from '../../domain/outage';
import type { PendingRequest } from '../../domain/pending-request';
import type { Localized } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type {
  ChatServices,
  CollectServices,
  OnCallServices,
  PlatformServices,
} from '../engine/services';

type Services = PlatformServices & ChatServices & CollectServices & OnCallServices;

// One failed call is no outage; the second failed try is.
const leastTries = 2;
const most = 500;

/**
 * Keeps the outage banner in the operations channels: the first request that waits for Defender opens
 * it, and it closes once nothing waits and all affected requests have finished. Idempotent.
 */
export async function checkOutage(services: Services): Promise<void> {
  const { clock, collections, pendingRequests, outages } = services;
  const packages = (await collections.list({ open: true, most })).flatMap(packagesOf);
  const running = [...packages, ...(await pendingRequests.waiting()).map(asWaiter)];
  const waiting = running.filter(isPendingWaiting);
  const before = (await outages.current()) ?? (await openedOutage(waiting, services));
  if (!before) return;

  const waited = [...new Set([...before.waited, ...waiting.map((one) => nameOf(one, before))])];
  const waiters = await allOf(waited, running, services);
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
  await show(after, waiters, services);
  await outages.save(after);
}

/** A package, or a pending request that has none yet. */
type Waiter = Pick<Package, 'id' | 'state' | 'retryState'> & { readonly collectionId?: string };

function asWaiter({ retryState, id }: PendingRequest): Waiter {
  return { id, state: 'sending', retryState };
}

/** A collection that a pending request started counts as that request. */
function nameOf({ collectionId, id }: Waiter, { waited }: Outage): string {
  return collectionId && waited.includes(collectionId) ? collectionId : id;
}

function packagesOf({ packages }: Collection): readonly Package[] {
  return packages;
}

function isPendingWaiting({ retryState, state }: Waiter): boolean {
  return retryState?.kind === 'unreachable' && retryState.tries >= leastTries && !isFinal(state);
}

async function openedOutage(waiting: readonly Waiter[], { outages }: Services) {
  const since = waiting.map(({ retryState }) => retryState!.since.getTime());
  return since.length > 0 ? outages.open(new Date(Math.min(...since))) : undefined;
}

async function allOf(ids: readonly string[], known: readonly Waiter[], services: Services) {
  const found = new Map(known.map((one) => [one.id, one]));
  for (const id of ids) {
    if (found.has(id)) continue;
    const stored = await services.collections.ofPackage(id);
    const waiter = stored?.package ?? (await endedRequest(id, services));
    if (waiter) found.set(id, waiter);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** The state of a request that no longer waits: that of its collection, or ended. */
async function endedRequest(id: string, { collections, pendingRequests }: Services) {
  const end = (await pendingRequests.get(id))?.end;
  const states = (await collections.get(id))?.packages.map(({ state }) => state) ?? [];
  const lost = end?.as === 'given-up' ? 'failed' : 'ready';
  const state =
    states.find((one) => !isFinal(one)) ?? states.find((one) => one === 'failed') ?? lost;
  return end && { id, state };
}

async function show(outage: Outage, waiters: readonly Waiter[], services: Services) {
  const { log, messenger, subscriptions } = services;
  const card: Localized<Card> = (reader) =>
    outageCard(outage, waiters, renderContextOf(services, reader));
  const final = outage.closedAt !== undefined;
  for (const { conversationId } of await subscriptions.to('operations')) {
    const place = { conversationId, kind: 'channel' } as const;
    await messenger
      .show(`outage:${outage.id}@${conversationId}`, place, card, { final })
      .catch((error: unknown) => log.warn({ error }, 'an outage banner could not be shown'));
  }
}
