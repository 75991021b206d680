import { outageCard } from '../cards/outage';
import type { Card } from '../domain/card';
import { type Collection, isFinal, type Package } from '../domain/collection';
import type { Outage } from '../domain/outage';
import type { Drawn } from '../ports';
import type { StoryTools } from './tools';
import { viewOf } from './view';

// One broken answer is no outage: the second try in vain is.
const leastTries = 2;
const most = 500;

/**
 * One look at who waits for Defender: the first one opens a banner in the operations channels, and
 * when nobody waits and all have come to their end it closes by itself. Safe to repeat.
 */
export async function lookForOutage(tools: StoryTools): Promise<void> {
  const { clock, collections, outages } = tools;
  const running = (await collections.list({ open: true, most })).flatMap(packagesOf);
  const waiting = running.filter(isKeptWaiting);
  const before = (await outages.current()) ?? (await beginning(waiting, tools));
  if (!before) return;

  const waited = [...new Set([...before.waited, ...waiting.map(({ id }) => id)])];
  const packages = await allOf(waited, running, tools);
  const now = clock.now();
  const backAt = waiting.length > 0 ? undefined : (before.backAt ?? now);
  const isOver = backAt !== undefined && packages.every(({ state }) => isFinal(state));
  const after: Outage = {
    id: before.id,
    since: before.since,
    waited,
    ...(backAt && { backAt }),
    ...(isOver && { closedAt: now }),
  };
  await show(after, packages, tools);
  await outages.save(after);
}

function packagesOf({ packages }: Collection): readonly Package[] {
  return packages;
}

function isKeptWaiting({ hindrance, state }: Package): boolean {
  return hindrance?.kind === 'unreachable' && hindrance.tries >= leastTries && !isFinal(state);
}

async function beginning(waiting: readonly Package[], { outages }: StoryTools) {
  const since = waiting.map(({ hindrance }) => hindrance!.since.getTime());
  return since.length > 0 ? outages.open(new Date(Math.min(...since))) : undefined;
}

async function allOf(ids: readonly string[], known: readonly Package[], tools: StoryTools) {
  const found = new Map(known.map((one) => [one.id, one]));
  for (const id of ids) {
    if (found.has(id)) continue;
    const stored = await tools.collections.ofPackage(id);
    if (stored) found.set(id, stored.package);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

async function show(outage: Outage, packages: readonly Package[], tools: StoryTools) {
  const { log, messenger, subscriptions } = tools;
  const card: Drawn<Card> = (reader) => outageCard(outage, packages, viewOf(tools, reader));
  const final = outage.closedAt !== undefined;
  for (const { conversationId } of await subscriptions.to('operations')) {
    const place = { conversationId, kind: 'channel' } as const;
    await messenger
      .show(`outage:${outage.id}@${conversationId}`, place, card, { final })
      .catch((error: unknown) => log.warn({ error }, 'a banner could not be shown'));
  }
}
