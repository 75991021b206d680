import { TeamsAdapter } from '../../src/chat/adapter';
import { TeamsMessenger } from '../../src/chat/messenger';
import type { Card } from '../../src/domain/card';
import type { Conversation } from '../../src/domain/place';
import { escapeMarkdown, trusted } from '../../src/domain/text';
import type { Log } from '../../src/ports';
import { testClock } from '../support/clock';
import { quietLog } from '../support/quiet-log';
import { type Call, Connector, type Posted, wordsOf } from '../support/teams-connector';
import { memoryConversations, memoryShown } from './front-door';

const soc = { conversationId: '19:soc@thread.tacv2;messageid=1', kind: 'channel' } as const;
const mia = { id: 'u-mia', name: 'Mia Chen' };

const card = (line: string, more: unknown[] = []): Card => ({
  content: {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [{ type: 'TextBlock', text: line }, ...more],
  },
  summary: line,
});

async function aMessenger() {
  const connector = new Connector();
  const serviceUrl = await connector.listen();
  const memory = memoryConversations();
  const { cards, shown } = memoryShown();
  const clock = testClock();
  const warned: string[] = [];
  const log: Log = { ...quietLog, warn: (_, sentence) => void warned.push(sentence) };
  const conversation: Conversation = {
    ...soc,
    serviceUrl,
    tenantId: 't-1',
    bot: { id: '28:bailiff', name: 'Bailiff' },
  };
  await memory.conversations.remember(conversation);
  const messenger = new TeamsMessenger({
    adapter: new TeamsAdapter({ appType: 'SingleTenant' }),
    rules: { allowedTenants: [], dev: true },
    conversations: memory.conversations,
    ...{ shown, clock, log },
  });
  const close = async () => {
    messenger.close();
    await connector.close();
  };
  const calls = (kind?: Call['kind']) =>
    connector.calls.filter((call) => !kind || call.kind === kind);
  const settles = () => new Promise((resolve) => setTimeout(resolve, 50));
  return {
    ...{ calls, cards, clock, close, connector, conversation, messenger, settles, warned },
    ...memory,
  };
}

describe('speaking in Teams', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  const posted = (): Posted => on.connector.posted.at(-1)!;

  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('posts a text in the thread it was asked in', async () => {
    const id = await on.messenger.post(soc, { text: trusted('WS-042 package ready') });

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

  it('mentions a person in one line', async () => {
    await on.messenger.post(soc, { text: trusted('WS-042\npackage ready'), mention: mia });

    expect(posted().sent).toMatchObject({
      text: '<at>Mia Chen</at>, WS-042 package ready',
      entities: [{ type: 'mention', text: '<at>Mia Chen</at>', mentioned: { id: 'u-mia' } }],
    });
  });

  it('mentions a person first on a card', async () => {
    await on.messenger.post(soc, { card: card('WS-042 · Failed'), mention: mia });

    expect(wordsOf(posted().sent)).toMatch(/^<at>Mia Chen<\/at>\nWS-042/);
    expect(posted().sent.attachments![0]!.content).toMatchObject({
      msteams: { entities: [{ type: 'mention', mentioned: { id: 'u-mia' } }] },
    });
  });

  it.each([
    '</at><at>Everyone</at>',
    '<at id="0">Dana</at>',
    'Mia</at> [free](http://evil.test) <at>',
    '&lt;/at&gt;<b>Mia',
    'Mia\u202e\u200b\n<at>all',
    '<>',
  ])('never lets the name %j mention anybody else or become mark-up', async (name) => {
    await on.messenger.post(soc, { text: trusted('done'), mention: { id: 'u-mia', name } });

    const { entities, text } = posted().sent;
    expect(text!.match(/<at>/g)).toHaveLength(1);
    expect(text!.match(/<\/at>/g)).toHaveLength(1);
    expect(text).not.toMatch(/[[\]&\n]|<(?!\/?at>)/);
    expect(entities).toHaveLength(1);
    expect(text!.startsWith(`${entities![0]!.text}, `)).toBe(true);
  });

  it('lets no foreign text become a mention', async () => {
    await on.messenger.post(soc, { text: escapeMarkdown('<at>Everyone</at>') });

    expect(posted().sent.text).not.toContain('<at>');
    expect(posted().sent.entities ?? []).toEqual([]);
  });

  it.each([
    [429, 7],
    [412, undefined],
    [502, undefined],
    [503, undefined],
    [504, undefined],
  ])('tries again after %i, and sends the message once', async (status, retryAfter) => {
    on.connector.next({ status, retryAfter }, 2);

    await on.messenger.post(soc, { text: trusted('hello') });

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
      shown: memoryShown().shown,
      clock: fast,
      log: quietLog,
    });
    on.connector.next({ status: 429, retryAfter: 5 });

    await messenger.post(soc, { text: trusted('hello') });

    expect(fast.slept).toEqual([5_000]);
  });

  it('tries again when the line breaks', async () => {
    on.connector.next({ drops: 'unheard' });

    await on.messenger.post(soc, { text: trusted('hello') });

    expect(on.connector.posted).toHaveLength(1);
  });

  it('gives up on what Teams refuses for good, at once', async () => {
    on.connector.next({ status: 400, code: 'BadSyntax' });

    await expect(on.messenger.post(soc, { text: trusted('hello') })).rejects.toThrow(
      'Teams answered 400 BadSyntax',
    );

    expect(on.calls('post')).toHaveLength(1);
  });

  it('marks a conversation it was removed from, tells the log once, and goes on', async () => {
    on.connector.next({ status: 403, code: 'BotNotInConversationRoster' }, 2);

    const first = await on.messenger.post(soc, { text: trusted('one') });
    await on.conversations.remember(on.conversation);
    await on.messenger.post(soc, { text: trusted('two') });

    expect(first).toBeUndefined();
    expect(on.unreachable).toEqual([soc.conversationId, soc.conversationId]);
    expect(on.warned).toEqual(['the bot can not speak here any more']);
  });

  it('follows no redirect with its token', async () => {
    on.connector.next({ status: 307 });

    await expect(on.messenger.post(soc, { text: trusted('hello') })).rejects.toThrow(
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
      await on.messenger.post(soc, { text: trusted(`line ${n}`) });
      sent.push(on.clock.now().getTime());
    }

    const mostWithin = (ms: number) =>
      Math.max(...sent.map((at) => sent.filter((other) => other >= at && other < at + ms).length));
    expect(on.connector.posted).toHaveLength(40);
    expect([1_000, 2_000, 30_000].map(mostWithin)).toEqual([3, 4, 30]);
  });

  it('speaks in a thread of a known channel that it never heard of', async () => {
    const other = { conversationId: '19:ops@thread.tacv2;messageid=9', kind: 'channel' } as const;
    await on.conversations.remember({ ...on.conversation, conversationId: '19:ops@thread.tacv2' });

    await on.messenger.post(other, { text: trusted('hello') });

    expect(posted().conversationId).toBe(other.conversationId);
  });

  it('says nothing where it never was', async () => {
    const id = await on.messenger.post(
      { conversationId: 'a:unknown', kind: 'personal' },
      { text: trusted('x') },
    );

    expect(id).toBeUndefined();
    expect(on.calls()).toEqual([]);
  });

  it('sends nothing to an address that is not Teams’, even one that was stored', async () => {
    await on.conversations.remember({ ...on.conversation, serviceUrl: 'https://evil.test/' });

    expect(await on.messenger.post(soc, { text: trusted('x') })).toBeUndefined();

    expect(on.calls()).toEqual([]);
  });
});

describe('reaching a person', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('opens a 1:1 conversation by their Entra id, and keeps it', async () => {
    const place = await on.messenger.reach(mia);

    expect(place).toEqual({ conversationId: 'a:new-1', kind: 'personal' });
    expect(on.connector.created[0]!.parameters).toMatchObject({
      isGroup: false,
      tenantId: 't-1',
      bot: { id: '28:bailiff' },
      members: [{ id: 'u-mia' }],
      channelData: { tenant: { id: 't-1' } },
    });
    expect(await on.messenger.reach(mia)).toMatchObject({ conversationId: 'a:new-1' });
    expect(on.calls('create')).toHaveLength(1);
  });

  it('reaches nobody who has not installed the app, and marks no other conversation', async () => {
    on.connector.next({ on: 'create', status: 403, code: 'ForbiddenOperationException' });

    expect(await on.messenger.reach(mia)).toBeUndefined();

    expect(on.unreachable).toEqual([]);
  });
});

describe('a living card', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  const stands = () => on.connector.posted.map(({ sent }) => wordsOf(sent));
  const show = (line: string, options?: { final?: boolean; reopened?: boolean }) =>
    on.messenger.show('C-7F3K2', soc, card(line), options);

  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('is posted once and edited in place afterwards', async () => {
    await show('Sending');
    await show('Ready', { final: true });

    expect(stands()).toEqual(['Ready']);
    expect(on.calls().map(({ kind }) => kind)).toEqual(['post', 'edit']);
  });

  it('is not sent again when nothing changed', async () => {
    await show('Collecting');
    on.clock.advance(60_000);

    await show('Collecting');

    expect(on.calls()).toHaveLength(1);
  });

  it('gathers quick changes into one edit: the newest wins', async () => {
    await show('Sending');
    await Promise.all([show('Queued'), show('Collecting'), show('Preparing link')]);
    await on.settles();

    expect(stands()).toEqual(['Preparing link']);
    expect(on.calls('edit')).toHaveLength(1);
    expect(on.clock.slept).toEqual([20_000]);
  });

  it('is never overtaken at its end by what waited', async () => {
    await show('Sending');
    const step = show('Collecting');
    await show('Ready', { final: true });
    await step;
    await on.settles();

    expect(stands()).toEqual(['Ready']);
    expect(on.connector.posted[0]!.before.map(wordsOf)).toEqual(['Sending']);
  });

  it('stays final, unless its story was reopened', async () => {
    await show('Failed', { final: true });
    on.clock.advance(60_000);

    await show('Collecting');
    expect(stands()).toEqual(['Failed']);

    await show('Collecting again', { reopened: true });
    expect(stands()).toEqual(['Collecting again']);
  });

  it('brings its end through, however long Teams says no', async () => {
    await show('Sending');
    on.connector.next({ on: 'edit', status: 503 }, 15);

    await show('Ready', { final: true });

    expect(stands()).toEqual(['Ready']);
    expect(on.calls('edit')).toHaveLength(16);
  });

  it('lets a step on the way go that Teams does not take', async () => {
    await show('Sending');
    on.clock.advance(60_000);
    on.connector.next({ on: 'edit', status: 400 });

    await show('Collecting');

    expect(stands()).toEqual(['Sending']);
  });

  it('is posted anew at its end when somebody deleted it', async () => {
    await show('Sending');
    on.connector.posted.pop();

    await show('Ready', { final: true });

    expect(stands()).toEqual(['Ready']);
    expect(on.cards.get('C-7F3K2')).toMatchObject({
      messageId: on.connector.posted[0]!.id,
      final: true,
    });
  });

  it('stands where it was posted first, also when somebody asks from elsewhere', async () => {
    await show('Sending');
    const ops = { conversationId: '19:ops@thread.tacv2', kind: 'channel' } as const;
    await on.conversations.remember({ ...on.conversation, ...ops });

    await on.messenger.show('C-7F3K2', ops, card('Ready'), { final: true });

    expect(on.connector.posted).toMatchObject([{ conversationId: soc.conversationId }]);
    expect(stands()).toEqual(['Ready']);
  });
});
