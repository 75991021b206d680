import { english } from '../language/language';
import type { TeamsActivity } from './activity';
import { botWas } from './turn';

/** A place where the bot can't post any more, as announced by Teams. */
export type AnnouncedEnd =
  | { readonly teamId: string; readonly why: string }
  | { readonly conversationId: string; readonly why: string };

// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
const teamEnds = new Set(['teamDeleted', 'teamHardDeleted']);

/** Reads the end of a place from an activity: a deleted channel or team, or the bot's own removal. */
export function announcedEnd(activity: TeamsActivity): AnnouncedEnd | undefined {
  const { channelData, conversation } = activity;
  const { channel, eventType = '', team } = channelData ?? {};
  const isUpdate = activity.type === 'conversationUpdate';
  if (isUpdate && eventType === 'channelDeleted' && channel?.id)
    return { conversationId: channel.id, why: eventType };
  if (isUpdate && teamEnds.has(eventType) && team?.id) return { teamId: team.id, why: eventType };
  if (!botWas('removed', activity)) return undefined;
  const why = english`the bot was removed`;
  return team?.id ? { teamId: team.id, why } : { conversationId: conversation.id, why };
}
