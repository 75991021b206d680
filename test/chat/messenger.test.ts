import { TeamsAdapter } from '../../src/chat/adapter';
import { TeamsMessenger } from '../../src/chat/messenger';
import { unsafeMarkdown } from '../../src/domain/text';
import { testClock } from '../support/clock';
import { quietLog } from '../support/quiet-log';
import { type Posted, wordsOf } from '../support/teams-connector';
import { aMessenger, card, soc } from './a-messenger';
import { memoryPostedCards } from './an-activity-handler';

describe('speaking in Teams', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  const posted = (): Posted => on.connector.posted.at(-1)!;

  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('posts a text in the thread it was asked in', async () => {
    const id = await on.messenger.post(soc, { text: unsafeMarkdown('WS-042 package ready') });

    expect(id).toBe(posted().id);
    expect(posted()).toMatchObject({
      conversationId: soc.conversationId,
      sent: { text: 'WS-042 package ready' },
    });
    expect(on.calls()[0]!.path).toBe(
      `/v3/conversations/${encodeURIComponent(soc.conversationId)}/activities`,
    );
  });

  it('posts a card with its sentence for the notification, and no text beside it', async () => {
    await on.messenger.post(soc, { card: card('WS-042 · Collecting') });

    expect(posted().sent).toMatchObject({
      summary: 'WS-042 · Collecting',
      attachments: [{ content: { type: 'AdaptiveCard' } }],
    });
    expect(posted().sent.text ?? '').toBe('');
  });

  it.each([
    [429, 7],
    [412, undefined],
    [502, undefined],
    [503, undefined],
    [504, undefined],
  ])('tries again after %i, and sends the message once', async (status, retryAfter) => {
    on.connector.next({ status, retryAfter }, 2);

    await on.messenger.post(soc, { text: unsafeMarkdown('hello') });

    expect(on.connector.posted).toHaveLength(1);
    expect(on.calls('post').map((call) => call.status)).toEqual([status, status, 201]);
    if (retryAfter) expect(on.clock.slept).toEqual([7_000, 7_000]);
  });

  it('takes a Retry-After as said even when its own time runs faster', async () => {
    const fast = testClock('2026-11-20T10:00:00Z', 60);
    const { rules, adapter } = {
      rules: { allowedTenants: [], dev: true },
      adapter: new TeamsAdapter({ appType: 'SingleTenant' }),
    };
    const messenger = new TeamsMessenger({
      adapter,
      rules,
      conversations: on.conversations,
      shown: memoryPostedCards().shown,
      clock: fast,
      log: quietLog,
    });
    on.connector.next({ status: 429, retryAfter: 5 });

    await messenger.post(soc, { text: unsafeMarkdown('hello') });

    expect(fast.slept).toEqual([5_000]);
  });

  it('tries again when the line breaks', async () => {
    on.connector.next({ drops: 'unheard' });

    await on.messenger.post(soc, { text: unsafeMarkdown('hello') });

    expect(on.connector.posted).toHaveLength(1);
  });

  it('gives up on what Teams refuses for good, at once', async () => {
    on.connector.next({ status: 400, code: 'BadSyntax' });

    await expect(on.messenger.post(soc, { text: unsafeMarkdown('hello') })).rejects.toThrow(
      'Teams answered 400 BadSyntax',
    );

    expect(on.calls('post')).toHaveLength(1);
  });

  it('marks a conversation it was removed from, tells the log once, and goes on', async () => {
    on.connector.next({ status: 403, code: 'BotNotInConversationRoster' }, 2);

    const first = await on.messenger.post(soc, { text: unsafeMarkdown('one') });
    await on.conversations.remember(on.conversation);
    await on.messenger.post(soc, { text: unsafeMarkdown('two') });

    expect(first).toBeUndefined();
    expect(on.unreachable).toEqual([soc.conversationId, soc.conversationId]);
    expect(on.warned).toEqual(['the bot can not speak here any more']);
  });

  it('follows no redirect with its token', async () => {
    on.connector.next({ status: 307 });

    await expect(on.messenger.post(soc, { text: unsafeMarkdown('hello') })).rejects.toThrow(
      'Teams answered 307',
    );
  });

  it('sends a shorter card where Teams finds the whole too large, and at last one sentence', async () => {
    on.connector.largest = 700;
    const large = card('⏳ 23 machines', [{ type: 'TextBlock', text: 'x'.repeat(600) }]);

    await on.messenger.post(soc, {
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

    await on.messenger.post(soc, { card: card('⏳ 100 machines', rows) });

    expect(on.calls('post')).toHaveLength(1);
    expect(on.calls('post')[0]!.bytes).toBeLessThan(20_480);
    expect(wordsOf(posted().sent)).toMatch(/^⏳ 100 machines.*Showing \d+ of 101 parts/s);
  });

  it('keeps below half of what Teams takes in one conversation', async () => {
    const sent: number[] = [];
    for (let n = 0; n < 40; n++) {
      await on.messenger.post(soc, { text: unsafeMarkdown(`line ${n}`) });
      sent.push(on.clock.now().getTime());
    }

    const maxWithin = (ms: number) =>
      Math.max(...sent.map((at) => sent.filter((other) => other >= at && other < at + ms).length));
    expect(on.connector.posted).toHaveLength(40);
    expect([1_000, 2_000, 30_000].map(maxWithin)).toEqual([3, 4, 30]);
  });

  it('speaks in a thread of a known channel that it never heard of', async () => {
    const other = { conversationId: '19:ops@thread.tacv2;messageid=9', kind: 'channel' } as const;
    await on.conversations.remember({ ...on.conversation, conversationId: '19:ops@thread.tacv2' });

    await on.messenger.post(other, { text: unsafeMarkdown('hello') });

    expect(posted().conversationId).toBe(other.conversationId);
  });

  it('says nothing where it never was', async () => {
    const id = await on.messenger.post(
      { conversationId: 'a:unknown', kind: 'personal' },
      { text: unsafeMarkdown('x') },
    );

    expect(id).toBeUndefined();
    expect(on.calls()).toEqual([]);
  });

  it('sends nothing to an address that is not Teams’, even one that was stored', async () => {
    await on.conversations.remember({ ...on.conversation, serviceUrl: 'https://evil.test/' });

    expect(await on.messenger.post(soc, { text: unsafeMarkdown('x') })).toBeUndefined();

    expect(on.calls()).toEqual([]);
  });
});
