import type { Trigger } from '../../access/rules';
import type { Incident } from '../../domain/alert';
import { isDefenderError } from '../../domain/errors';
import { follows } from '../../domain/follows';
import { channelOf, type Place } from '../../domain/place';
import { cardNameOf } from './incident-cards';
import type { StoryTools } from '../engine/services';

/** The conversations that get the incident's card: those that follow it, and those that have it. */
export async function chooseChannels(
  id: string,
  rules: readonly Trigger[],
  tools: StoryTools,
): Promise<void> {
  const seen = await tools.incidents.get(id);
  if (!seen || seen.isOld || seen.incident.redirectedTo) return;
  if (await areAllMuted(rules, tools)) return;
  const all = new Set([...seen.shownIn, ...(await followersOf(id, tools))]);
  if (all.size > seen.shownIn.length) await tools.incidents.showIn(id, [...all]);
}

/** The conversations whose filter lets this incident through; all, where nobody can say what it is. */
export async function followersOf(id: string, tools: StoryTools): Promise<string[]> {
  const subscribed = await tools.subscriptions.to('incidents');
  if (subscribed.length === 0) return [];
  const incident = (await tools.incidents.get(id))?.incident ?? (await lookUp(id, tools));
  const meant = incident ? subscribed.filter((one) => follows(one, incident)) : subscribed;
  return meant.map(({ conversationId }) => conversationId);
}

/** One that nobody watched comes by a report that somebody asked for. */
async function lookUp(id: string, { defender, log }: StoryTools): Promise<Incident | undefined> {
  try {
    return await defender.incident(id);
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    log.warn({ error, incident: id }, 'who follows an incident could not be told by what it is');
    return undefined;
  }
}

async function areAllMuted(rules: readonly Trigger[], tools: StoryTools): Promise<boolean> {
  if (rules.length === 0) return false;
  const now = tools.clock.now();
  const states = await Promise.all(rules.map(({ name }) => tools.triggers.state(name, now)));
  return states.every(({ mutedUntil }) => mutedUntil && mutedUntil > now);
}

/**
 * Where the packages and the report of an incident are told: in the thread of its first card; without
 * one where operations are followed.
 */
export async function threadOf(id: string, tools: StoryTools): Promise<Place | undefined> {
  const seen = await tools.incidents.get(id);
  for (const conversationId of seen?.shownIn ?? []) {
    const card = await tools.shownCards.get(cardNameOf(id, conversationId));
    if (card) return placeIn(card.conversationId, card.messageId);
  }
  const [first] = seen?.shownIn ?? [];
  const [operations] = await tools.subscriptions.to('operations');
  const conversationId = first ?? operations?.conversationId;
  return conversationId === undefined ? undefined : { conversationId, kind: 'channel' };
}

/** Only channels have threads; their ids end so. */
function placeIn(conversationId: string, messageId: string): Place {
  const isChannel = /@thread\.(tacv2|skype)$/.test(channelOf(conversationId));
  if (!isChannel) return { conversationId, kind: 'groupChat' };
  return { conversationId: `${channelOf(conversationId)};messageid=${messageId}`, kind: 'channel' };
}
