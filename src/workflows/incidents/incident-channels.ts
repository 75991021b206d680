import type { Rule } from '../../access/rules';
import type { Incident } from '../../domain/alert';
import { isDefenderError } from '../../domain/errors';
import { follows } from '../../domain/follows';
import { channelOf, type Place } from '../../domain/place';
import type { WorkflowServices } from '../engine/services';
import { cardKeyOf } from './incident-cards';

/** The conversations for the incident's card: subscribers, and those that already have it. */
export async function chooseChannels(
  id: string,
  rules: readonly Rule[],
  services: WorkflowServices,
): Promise<void> {
  const seen = await services.incidents.get(id);
  if (!seen || seen.isOld || seen.incident.redirectedTo) return;
  if (await areAllMuted(rules, services)) return;
  const all = new Set([...seen.shownIn, ...(await followersOf(id, services))]);
  if (all.size > seen.shownIn.length) await services.incidents.showIn(id, [...all]);
}

/**
 * The conversations whose filter matches the incident; all of them when the incident can't be read.
 */
export async function followersOf(id: string, services: WorkflowServices): Promise<string[]> {
  const subscribed = await services.subscriptions.to('incidents');
  if (subscribed.length === 0) return [];
  const incident = (await services.incidents.get(id))?.incident ?? (await lookUp(id, services));
  const meant = incident ? subscribed.filter((one) => follows(one, incident)) : subscribed;
  return meant.map(({ conversationId }) => conversationId);
}

/** An incident that was never polled may get a report on request. */
async function lookUp(
  id: string,
  { defender, log }: WorkflowServices,
): Promise<Incident | undefined> {
  try {
    return await defender.incident(id);
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    log.warn(
      { error, incident: id },
      'the subscribers of an incident could not be chosen by its content',
    );
    return undefined;
  }
}

async function areAllMuted(rules: readonly Rule[], services: WorkflowServices): Promise<boolean> {
  if (rules.length === 0) return false;
  const now = services.clock.now();
  const states = await Promise.all(rules.map(({ name }) => services.triggers.state(name, now)));
  return states.every(({ mutedUntil }) => mutedUntil && mutedUntil > now);
}

/**
 * Where the packages and the report of an incident are announced: in the thread of its first card,
 * otherwise in the operations channels.
 */
export async function threadOf(id: string, services: WorkflowServices): Promise<Place | undefined> {
  const seen = await services.incidents.get(id);
  for (const conversationId of seen?.shownIn ?? []) {
    const card = await services.postedCards.get(cardKeyOf(id, conversationId));
    if (card) return placeIn(card.conversationId, card.messageId);
  }
  const [first] = seen?.shownIn ?? [];
  const [operations] = await services.subscriptions.to('operations');
  const conversationId = first ?? operations?.conversationId;
  return conversationId === undefined ? undefined : { conversationId, kind: 'channel' };
}

/** Only channels have threads; their ids have this suffix. */
function placeIn(conversationId: string, messageId: string): Place {
  const isChannel = /@thread\.(tacv2|skype)$/.test(channelOf(conversationId));
  if (!isChannel) return { conversationId, kind: 'groupChat' };
  return { conversationId: `${channelOf(conversationId)};messageid=${messageId}`, kind: 'channel' };
}
