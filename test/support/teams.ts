import { once } from 'node:events';
import { maxWaitMs } from './eventually';
import { type Activity, activity, type Room, type World } from './teams-activities';
import { Connector, type Posted, wordsOf } from './teams-connector';
import { type Receipt, TeamsPerson } from './teams-person';

/** What a test looks for: words, a pattern, or anything else about the message. */
export type Matcher = string | RegExp | ((words: string, message: Posted) => boolean);

export interface TeamsSettings {
  /** The bot's endpoint: `http://127.0.0.1:3978/api/messages`. Can be set later. */
  readonly botUrl?: string;
  readonly tenantId?: string;
  readonly botId?: string;
  /** Authorization header of each request; without it none is sent. */
  readonly bearer?: () => string;
}

/** A simulated Teams over real HTTP: people who type and press, and what they see. */
export class FakeTeams {
  readonly connector = new Connector();
  readonly world: World;
  botUrl: string;
  bearer: (() => string) | undefined;

  private constructor(settings: TeamsSettings, serviceUrl: string, connector: Connector) {
    this.connector = connector;
    this.botUrl = settings.botUrl ?? '';
    this.bearer = settings.bearer;
    const tenantId = settings.tenantId ?? '11111111-1111-4111-8111-111111111111';
    this.world = {
      serviceUrl,
      tenantId,
      bot: { id: settings.botId ?? '28:bailiff', name: 'Bailiff' },
    };
  }

  static async start(settings: TeamsSettings = {}): Promise<FakeTeams> {
    const connector = new Connector();
    return new FakeTeams(settings, await connector.listen(), connector);
  }

  close(): Promise<void> {
    return this.connector.close();
  }

  /** A person of the tenant; the same name is the same person. */
  person(name: string): TeamsPerson {
    const n = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 1e12, 7);
    const aadObjectId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    return new TeamsPerson(this, { id: `29:${name.toLowerCase()}`, name, aadObjectId });
  }

  channel(name: string): Room {
    const id = `19:${name}@thread.tacv2`;
    return {
      id,
      conversationType: 'channel',
      isGroup: true,
      name,
      team: { id: '19:team@thread.tacv2', name: 'SecOps' },
    };
  }

  groupChat(name: string): Room {
    return { id: `19:${name}@thread.v2`, conversationType: 'groupChat', isGroup: true, name };
  }

  /** The bot's messages, in a room and its threads, oldest first. */
  said(room?: Room): Posted[] {
    const { posted } = this.connector;
    return room
      ? posted.filter(({ conversationId }) => conversationId.startsWith(room.id))
      : posted;
  }

  /** All messages of the bot, as people read them now, oldest first. */
  transcript(room?: Room): string[] {
    return this.said(room).map(({ sent }) => wordsOf(sent));
  }

  /** Waits for a matching message of the bot, or fails with all of its messages. */
  async sees(matcher: Matcher, { in: room }: { in?: Room } = {}): Promise<Posted> {
    const late = AbortSignal.timeout(maxWaitMs);
    for (;;) {
      const found = this.said(room).findLast((message) => isLike(matcher, message));
      if (found) return found;
      await once(this.connector, 'change', { signal: late }).catch(() => {
        const said = this.transcript(room).join('\n---\n') || '(nothing)';
        throw new Error(
          `Nobody saw ${String(matcher)} within ${maxWaitMs} ms. The bot said:\n${said}`,
        );
      });
    }
  }

  /** Sends an activity to the bot as it is. */
  async send(
    sent: unknown,
    headers: Record<string, string> = {},
  ): Promise<Pick<Receipt, 'status' | 'body'>> {
    const authorization = this.bearer?.();
    const response = await fetch(this.botUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization && { authorization }),
        ...headers,
      },
      body: typeof sent === 'string' ? sent : JSON.stringify(sent),
    });
    const text = await response.text();
    return { status: response.status, ...(text && { body: JSON.parse(text) }) };
  }

  /** Adds the bot to a conversation, as its installation does. */
  async install(by: TeamsPerson, room: Room): Promise<Receipt> {
    const added = {
      ...activity(this.world, by.human, room),
      type: 'conversationUpdate',
      membersAdded: [this.world.bot],
    };
    return this.deliver(added, room);
  }

  /** Sends an activity and returns the bot's answer. */
  async deliver(sent: Activity, room: Room): Promise<Receipt> {
    const answer = await this.send(sent);
    return { ...answer, activity: sent, room };
  }
}

function isLike(matcher: Matcher, message: Posted): boolean {
  const words = wordsOf(message.sent);
  if (typeof matcher === 'function') return matcher(words, message);
  return typeof matcher === 'string' ? words.includes(matcher) : matcher.test(words);
}
