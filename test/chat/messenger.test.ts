import { sql } from 'kysely';
import { minutes } from '../../src/domain/duration';
import { unsafeMarkdown } from '../../src/domain/text';
import { eventuallyPasses } from '../support/eventually';
import { type Posted, wordsOf } from '../support/teams-connector';
import { aMessenger, card, soc } from './a-messenger';

describe('speaking in Teams', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  const posted = (): Posted => on.connector.posted.at(-1)!;

  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('posts a text in the thread it was asked in', async () => {
    const state = await on.say(soc, { text: unsafeMarkdown('WS-042 package ready') });

    expect(state).toBe('sent');
    expect(posted()).toMatchObject({
      conversationId: soc.conversationId,
      sent: { text: 'WS-042 package ready' },
    });
    expect(on.calls()[0]!.path).toBe(
      `/v3/conversations/${encodeURIComponent(soc.conversationId)}/activities`,
    );
  });

  it('posts a card with its sentence for the notification, and no text beside it', async () => {
    await on.say(soc, { card: card('WS-042 · Collecting') });

    expect(posted().sent).toMatchObject({
      summary: 'WS-042 · Collecting',
      attachments: [{ content: { type: 'AdaptiveCard' } }],
    });
    expect(posted().sent.text ?? '').toBe('');
  });

  it.each([
    [429, 1],
    [401, undefined],
    [412, undefined],
    [502, undefined],
    [503, undefined],
    [504, undefined],
  ])('tries again after %i, and sends the message once', async (status, retryAfter) => {
    on.connector.next({ status, retryAfter }, 2);

    await on.say(soc, { text: unsafeMarkdown('hello') });

    expect(on.connector.posted).toHaveLength(1);
    expect(on.calls('post').map((call) => call.status)).toEqual([status, status, 201]);
  });

  it('takes a Retry-After as said, for all that goes into the conversation', async () => {
    on.connector.next({ status: 429, retryAfter: 3600 });

    const keys = [
      await on.messenger.post(soc, { text: unsafeMarkdown('one') }),
      await on.messenger.post(soc, { text: unsafeMarkdown('two') }),
    ];
    const waits = () =>
      on.db
        .selectFrom('outbox')
        .select(sql<boolean>`due_at > clock_timestamp() + interval '50 minutes'`.as('waits'))
        .execute();
    await eventuallyPasses(async () =>
      expect(await waits()).toEqual([{ waits: true }, { waits: true }]),
    );
    await on.db.updateTable('outbox').set({ due_at: new Date() }).execute();
    await on.messenger.delivered(keys, minutes(60));

    expect(on.stands()).toEqual(['one', 'two']);
    expect(on.calls('post')).toHaveLength(3);
  });

  it('tries again when the line breaks', async () => {
    on.connector.next({ drops: 'unheard' });

    await on.say(soc, { text: unsafeMarkdown('hello') });

    expect(on.connector.posted).toHaveLength(1);
  });

  it('gives up on what Teams refuses for good, at once, and records it', async () => {
    on.connector.next({ status: 400, code: 'BadSyntax' });

    expect(await on.say(soc, { text: unsafeMarkdown('hello') })).toBe('failed');

    expect(on.calls('post')).toHaveLength(1);
    expect(on.journal).toMatchObject([
      {
        operation: 'message.undelivered',
        resources: { conversation: soc.conversationId },
        details: { why: 'Teams answered 400 BadSyntax' },
      },
    ]);
  });

  it('hides a conversation that it was removed from, until something is said there', async () => {
    on.connector.next({ status: 403, code: 'BotNotInConversationRoster' });

    const first = await on.say(soc, { text: unsafeMarkdown('one') });
    const second = await on.say(soc, { text: unsafeMarkdown('two') });
    await on.conversations.remember(on.conversation);
    const third = await on.say(soc, { text: unsafeMarkdown('three') });

    expect([first, second, third]).toEqual(['failed', 'failed', 'sent']);
    expect(on.calls('post')).toHaveLength(2);
  });

  it('follows no redirect with its token', async () => {
    on.connector.next({ status: 307 });

    expect(await on.say(soc, { text: unsafeMarkdown('hello') })).toBe('failed');
  });

  it('sends a message once per key', async () => {
    for (let n = 0; n < 3; n++)
      await on.messenger.post(soc, { text: unsafeMarkdown('hello') }, { once: 't-1:0' });
    await on.messenger.delivered(['post:t-1:0'], minutes(10));

    expect(on.stands()).toEqual(['hello']);
  });

  it('keeps the order within a conversation', async () => {
    const lines = Array.from({ length: 20 }, (_, n) => `line ${n}`);
    const keys = [];
    for (const line of lines)
      keys.push(await on.messenger.post(soc, { text: unsafeMarkdown(line) }));

    await on.messenger.delivered(keys, minutes(60));

    expect(on.stands()).toEqual(lines);
  });

  it('sends a shorter card where Teams finds the whole too large, and at last one sentence', async () => {
    on.connector.largest = 700;
    const large = card('⏳ 23 machines', [{ type: 'TextBlock', text: 'x'.repeat(600) }]);

    await on.say(soc, {
      card: { ...large, summary: '23 machines are being collected' },
    });

    expect(on.calls('post').map((call) => call.status)).toEqual([413, 413, 201]);
    expect(wordsOf(posted().sent)).toBe('23 machines are being collected');
  });

  it('does not even try a card above its budget, and says what is missing', async () => {
    const rows = Array.from({ length: 100 }, (_, n) => ({
      type: 'TextBlock',
      text: `row ${n} ${'x'.repeat(500)}`,
    }));

    await on.say(soc, { card: card('⏳ 100 machines', rows) });

    expect(on.calls('post')).toHaveLength(1);
    expect(on.calls('post')[0]!.bytes).toBeLessThan(20_480);
    expect(wordsOf(posted().sent)).toMatch(/^⏳ 100 machines.*Showing \d+ of 101 parts/s);
  });

  it('speaks in a thread of a known channel that it never heard of', async () => {
    const other = { conversationId: '19:ops@thread.tacv2;messageid=9', kind: 'channel' } as const;
    await on.conversations.remember({ ...on.conversation, conversationId: '19:ops@thread.tacv2' });

    await on.say(other, { text: unsafeMarkdown('hello') });

    expect(posted().conversationId).toBe(other.conversationId);
  });

  it('says nothing where it never was', async () => {
    const state = await on.say(
      { conversationId: 'a:unknown', kind: 'personal' },
      { text: unsafeMarkdown('x') },
    );

    expect(state).toBe('failed');
    expect(on.calls()).toEqual([]);
  });

  it('sends nothing to an address that is not Teams’, even one that was stored', async () => {
    await on.conversations.remember({ ...on.conversation, serviceUrl: 'https://evil.test/' });

    expect(await on.say(soc, { text: unsafeMarkdown('x') })).toBe('failed');

    expect(on.calls()).toEqual([]);
  });
});
