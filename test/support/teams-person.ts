import { buttonsOf } from './card-text';
import type { FakeTeams } from './teams';
import {
  type Activity,
  activity,
  type Human,
  messageActivity,
  type Room,
  type Words,
} from './teams-activities';
import { type Posted, wordsOf } from './teams-connector';

/** The bot's answer to an activity. */
export interface Receipt {
  readonly status: number;
  readonly body?: { statusCode?: number; type?: string; value?: unknown };
  /** The activity that was sent, to send it again. */
  readonly activity: Activity;
  readonly room: Room;
}

/** A person in Teams. */
export class TeamsPerson {
  constructor(
    private readonly teams: FakeTeams,
    readonly human: Human,
  ) {}

  /** The 1:1 chat with the bot. */
  get chat(): Room {
    return { id: `a:${this.human.name}`, conversationType: 'personal', isGroup: false };
  }

  /** Types a message; in a channel a new one starts a thread, whose room is in the receipt. */
  says(
    text: string,
    { in: room = this.chat, ...words }: Words & { in?: Room } = {},
  ): Promise<Receipt> {
    const { teams } = this;
    const id = teams.connector.newId();
    const isNewThread = room.conversationType === 'channel' && !room.id.includes(';');
    const place = isNewThread ? { ...room, id: `${room.id};messageid=${id}` } : room;
    const typed = messageActivity(teams.world, { from: this.human, room: place, text }, words);
    return teams.deliver({ ...typed, id }, place);
  }

  /** Presses a button of a message, by its title, with the given inputs. */
  presses(
    message: Posted,
    title: string,
    {
      inputs = {},
      as = 'execute',
    }: { inputs?: Record<string, string>; as?: 'execute' | 'submit' } = {},
  ): Promise<Receipt> {
    const cards = message.sent.attachments?.map(({ content }) => content);
    const button = buttonsOf(cards).find((one) => one.title === title);
    if (!button) throw new Error(`no button [${title}] on:\n${wordsOf(message.sent)}`);
    const data = { ...(button.data as object), ...inputs };
    return this.sendsButton({ verb: button.verb ?? '', data }, { message, as });
  }

  /** Sends any button data, including data that no card contains. */
  sendsButton(
    action: { verb: string; data: unknown },
    {
      message,
      as = 'execute',
      in: room,
    }: { message?: Posted; as?: 'execute' | 'submit'; in?: Room },
  ): Promise<Receipt> {
    const place = room ?? roomOf(message, this.chat);
    const base = { ...activity(this.teams.world, this.human, place), replyToId: message?.id };
    const sent =
      as === 'submit'
        ? {
            ...base,
            type: 'message',
            value: { ...(action.data as object), ...(action.verb && { verb: action.verb }) },
          }
        : {
            ...base,
            type: 'invoke',
            name: 'adaptiveCard/action',
            value: { action: { type: 'Action.Execute', ...action }, trigger: 'manual' },
          };
    return this.teams.deliver(sent, place);
  }
}

function roomOf(message: Posted | undefined, chat: Room): Room {
  if (!message || message.conversationId === chat.id) return chat;
  const isChannel = message.conversationId.includes('@thread.tacv2');
  return {
    id: message.conversationId,
    conversationType: isChannel ? 'channel' : 'groupChat',
    isGroup: true,
  };
}
