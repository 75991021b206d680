import { minutes } from '../../src/domain/duration';
import type { Place } from '../../src/domain/place';
import { unsafeMarkdown } from '../../src/domain/text';
import { Connector, type Fault, type Incoming, wordsOf } from '../support/teams-connector';
import { aMessenger, card } from './a-messenger';

jest.setTimeout(240_000);

const forbidden = [
  'ServiceError',
  'BotNotInConversationRoster',
  'MessageWritesBlocked',
  'ConversationBlockedByUser',
  'BotDisabledByAdmin',
];

/** A fault, and how often it occurs in one conversation. */
type Trouble = Fault & { readonly times: number };

const always = Number.POSITIVE_INFINITY;
const troubles: Readonly<Record<string, Trouble>> = {
  '400': { status: 400, code: 'BadArgument', times: always },
  ...Object.fromEntries(
    forbidden.map((code) => [`403 ${code}`, { status: 403, code, times: always }]),
  ),
  '404': { status: 404, code: 'ConversationNotFound', times: always },
  '410': { status: 410, times: always },
  '413': { status: 413, code: 'MessageSizeTooBig', times: always },
  '401 for a while': { status: 401, times: 3 },
  '412 for a while': { status: 412, times: 3 },
  '429 with Retry-After': { status: 429, retryAfter: 1, times: 2 },
  '500 for a while': { status: 500, times: 3 },
  '503 for good': { status: 503, times: always },
  '504 for a while': { status: 504, times: 3 },
  'a reset': { drops: 'unheard', times: 3 },
  'resets for good': { drops: 'unheard', times: always },
  'a hanging call': { hangs: true, times: 1 },
};
const kinds = ['edit', 'post', 'reply', '1:1'] as const;

/** One conversation with one kind of fault, and its requester. */
interface Scene {
  readonly name: string;
  readonly kind: (typeof kinds)[number];
  readonly trouble: Trouble;
  readonly place: Place;
  readonly requester: { readonly id: string; readonly name: string };
}

const scenes: Scene[] = kinds.flatMap((kind) =>
  Object.entries(troubles).map(([what, trouble], n) => {
    const id = `${kinds.indexOf(kind)}-${n}`;
    const thread = kind === 'reply' || kind === 'edit' ? ';messageid=1' : '';
    return {
      name: `${kind}: ${what}`,
      ...{ kind, trouble },
      place:
        kind === '1:1'
          ? { conversationId: `a:${id}`, kind: 'personal' }
          : { conversationId: `19:${id}@thread.tacv2${thread}`, kind: 'channel' },
      requester: { id: `u-${id}`, name: `Person ${id}` },
    };
  }),
);

describe('a connector that misbehaves', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  /**
   * Applies the fault of each conversation, as often as configured, to the calls that it concerns.
   */
  function ruleFor(all: readonly Scene[]) {
    const met = new Map<string, number>();
    return ({ conversationId, kind }: Incoming): Fault | undefined => {
      const scene = all.find(({ place }) => place.conversationId === conversationId);
      if (!scene || (scene.kind === 'edit') !== (kind === 'edit')) return undefined;
      const times = met.get(conversationId) ?? 0;
      if (times >= scene.trouble.times) return undefined;
      met.set(conversationId, times + 1);
      return scene.trouble;
    };
  }

  it('costs no message and no final card: each arrives once, in the place or with who asked', async () => {
    const keys: string[] = [];
    for (const { place } of scenes)
      await on.conversations.remember({ ...on.conversation, ...place });
    for (const { name, place, requester } of scenes) {
      await on.messenger.show(name, place, card(`Sending ${name}.`), { requester });
      keys.push(name);
    }
    await on.messenger.delivered(keys, minutes(600));
    on.connector.rule = ruleFor(scenes);

    for (const { name, place, requester } of scenes) {
      await on.messenger.show(name, place, card(`Ready ${name}.`), { final: true, requester });
      const text = unsafeMarkdown(`Ended ${name}.`);
      keys.push(await on.messenger.post(place, { text, mention: requester }));
    }
    const states = await on.messenger.delivered(keys, minutes(6_000));

    const seen = (words: string) =>
      on.connector.posted.filter(({ sent }) => wordsOf(sent).includes(words)).length;
    const table = scenes.map(({ name }) => ({
      name,
      ended: seen(`Ready ${name}.`),
      told: seen(`Ended ${name}.`),
    }));
    // In a 1:1 chat there is nobody else to notify: it is journaled instead.
    const lost = scenes.filter(({ kind, trouble }) => kind === '1:1' && trouble.times === always);
    const lostNames = new Set(lost.map(({ name }) => name));
    expect(table.filter(({ name }) => !lostNames.has(name))).toEqual(
      scenes
        .filter(({ name }) => !lostNames.has(name))
        .map(({ name }) => ({ name, ended: 1, told: 1 })),
    );
    expect(table.filter(({ name }) => lostNames.has(name)).every(({ told }) => told === 0)).toBe(
      true,
    );
    expect([...states.values()].filter((state) => state === 'waiting')).toEqual([]);
    expect(on.journal.filter(({ operation }) => operation === 'message.undelivered')).toHaveLength(
      lost.length,
    );
  });

  it('that moved is found at the service URL heard last, and all threads of the channel move', async () => {
    const moved = new Connector();
    const serviceUrl = await moved.listen();
    on.connector.rule = () => ({ status: 404, code: 'ConversationNotFound' });
    const channel = '19:moved@thread.tacv2';
    for (const tail of ['', ';messageid=1', ';messageid=2'])
      await on.conversations.remember({
        ...on.conversation,
        conversationId: `${channel}${tail}`,
      });
    await on.conversations.remember({
      ...on.conversation,
      ...{ conversationId: 'a:someone', kind: 'personal', serviceUrl },
    });
    const place = { conversationId: `${channel};messageid=1`, kind: 'channel' } as const;

    expect(await on.say(place, { text: unsafeMarkdown('hello') })).toBe('sent');

    expect(moved.posted.map(({ sent }) => sent.text)).toEqual(['hello']);
    expect(await on.conversations.get(`${channel};messageid=2`)).toMatchObject({ serviceUrl });
    await moved.close();
  });

  it('that takes a message and breaks the connection may double it once per break, never lose it', async () => {
    on.connector.next({ on: 'post', drops: 'taken' });

    expect(
      await on.say(
        { conversationId: on.conversation.conversationId, kind: 'channel' },
        { text: unsafeMarkdown('hello') },
      ),
    ).toBe('sent');

    expect(on.stands()).toEqual(['hello', 'hello']);
  });
});
