import { createHash } from 'node:crypto';
import { botMention } from '../dispatch/turn-content';
import { defined } from '../domain/defined';
import type { Person } from '../domain/person';
import { type Conversation, channelOf, type Place } from '../domain/place';
import { clean } from '../domain/text';
import type { Turn } from '../ports';
import { htmlOf, mentionsIn, type TeamsActivity, timeZoneOf } from './activity';
import { isSentForm, pressInForm } from './message-action';
import { readExecute, readPress } from './press';

// Slightly more than the grammar reads, so that it sees when text is too long; the rest is dropped.
const maxText = 21_000;
const maxHtml = 132_000;

/** A button whose data does not come from Bailiff. */
export type TurnContent = Turn['said'] | { readonly kind: 'junk' };

/** The content of an activity; undefined for typing, reactions and others. */
export function saidIn(activity: TeamsActivity): TurnContent | undefined {
  switch (activity.type) {
    case 'message':
      return activity.value && !activity.text?.trim()
        ? (pressed(readPress(activity.value), activity) ?? { kind: 'junk' })
        : message(activity);
    case 'invoke':
      if (isSentForm(activity)) return pressInForm(activity.value) ?? { kind: 'junk' };
      if (activity.name !== 'adaptiveCard/action') return undefined;
      return pressed(readExecute(activity.value), activity) ?? { kind: 'junk' };
    case 'messageUpdate':
      return (activity.channelData?.eventType ?? 'editMessage') === 'editMessage'
        ? { kind: 'edited' }
        : undefined;
    default:
      return botWas('added', activity)
        ? defined({ kind: 'added' as const, by: activity.from.aadObjectId })
        : undefined;
  }
}

/** Returns whether the bot itself was added to, or removed from, the conversation. */
export function botWas(what: 'added' | 'removed', activity: TeamsActivity): boolean {
  if (activity.type === 'installationUpdate')
    return activity.action === (what === 'added' ? 'add' : 'remove');
  if (activity.type !== 'conversationUpdate') return false;
  const members = what === 'added' ? activity.membersAdded : activity.membersRemoved;
  return members?.some(({ id }) => id === activity.recipient.id) ?? false;
}

function message(activity: TeamsActivity): Turn['said'] {
  const html = htmlOf(activity);
  return {
    kind: 'message',
    text: (activity.text ?? '').slice(0, maxText),
    ...(html && { html: html.slice(0, maxHtml) }),
    mentions: mentionsIn(activity).map(({ text, mentioned }) => ({
      id:
        mentioned.id === activity.recipient.id
          ? botMention
          : (mentioned.aadObjectId ?? mentioned.id),
      name: mentioned.name ?? '',
      text,
    })),
  };
}

function pressed(press: ReturnType<typeof readPress>, activity: TeamsActivity) {
  return press && { ...press, ...(activity.replyToId && { messageId: activity.replyToId }) };
}

/** The same for a redelivery of the same activity, and for nothing else. */
export function turnId(activity: TeamsActivity, said: Turn['said']): string {
  const { conversation, id } = activity;
  const key =
    // Teams announces one installation twice, as two kinds of activity with different ids.
    said.kind === 'added'
      ? [channelOf(conversation.id), 'added', activity.timestamp?.slice(0, 13)]
      : // An edit comes under the id of the message that was edited.
        [conversation.id, id, ...(said.kind === 'edited' ? ['edited'] : [])];
  return createHash('sha256').update(JSON.stringify(key)).digest('hex');
}

export function personOf(activity: TeamsActivity): Person {
  const { aadObjectId, id, name } = activity.from;
  return { id: aadObjectId ?? id, name: clean(name ?? '', 80).trim() || 'Somebody' };
}

export function placeOf({ channelData, conversation }: TeamsActivity): Place {
  const kinds: Readonly<Record<string, Place['kind']>> = {
    personal: 'personal',
    groupChat: 'groupChat',
    channel: 'channel',
  };
  const otherwise = conversation.isGroup ? 'groupChat' : 'personal';
  const type = channelData?.channel?.type?.toLowerCase();
  return {
    conversationId: conversation.id,
    kind: kinds[conversation.conversationType ?? ''] ?? otherwise,
    ...(type === 'shared' && { isShared: true }),
  };
}

/** What is needed to post there later. */
export function conversationOf(activity: TeamsActivity): Conversation {
  const { channelData, conversation, locale, recipient } = activity;
  const place = placeOf(activity);
  const timeZone = place.kind === 'personal' ? timeZoneOf(activity) : undefined;
  return {
    ...place,
    ...(locale && { locale }),
    ...(timeZone && { timeZone }),
    serviceUrl: activity.serviceUrl,
    tenantId: conversation.tenantId ?? channelData?.tenant?.id ?? '',
    bot: { id: recipient.id, name: recipient.name ?? '' },
    ...(conversation.name && { name: clean(conversation.name) }),
    ...(channelData?.team?.id && { teamId: channelData.team.id }),
    ...(channelData?.channel?.id && { channelId: channelData.channel.id }),
  };
}

/** @param here the stored conversation, with its locale, and its zone in a 1:1 */
export function turnOf(
  activity: TeamsActivity,
  said: Turn['said'],
  here: Pick<Conversation, 'locale' | 'timeZone'> & { readonly at: Date },
): Turn {
  const timeZone = timeZoneOf(activity) ?? here.timeZone;
  return {
    id: turnId(activity, said),
    person: personOf(activity),
    place: placeOf(activity),
    at: activity.timestamp ?? here.at.toISOString(),
    ...(here.locale && { locale: here.locale }),
    ...(timeZone && { timeZone }),
    said,
  };
}
