import { sql } from 'kysely';
import { minutes } from '../../src/domain/duration';
import { unsafeMarkdown } from '../../src/domain/text';
import { aMessenger, card, soc } from './a-messenger';

describe('several replicas on one outbox', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n}.`);

  it('send each message once', async () => {
    const others = ['replica-2', 'replica-3'].map((owner) => on.outgoing(owner));
    await Promise.all(others.map(({ deliverer }) => deliverer.start()));
    const keys: string[] = [];
    for (const [n, line] of lines(60).entries()) {
      const place = { conversationId: `19:c${n % 6}@thread.tacv2`, kind: 'channel' } as const;
      await on.conversations.remember({ ...on.conversation, ...place });
      const { messenger } = [on, ...others][n % 3]!;
      keys.push(await messenger.post(place, { text: unsafeMarkdown(line) }));
    }

    const states = await on.messenger.delivered(keys, minutes(600));

    expect([...states.values()].filter((state) => state !== 'sent')).toEqual([]);
    expect(on.stands().toSorted()).toEqual(lines(60).toSorted());
    await Promise.all(others.map(({ deliverer }) => deliverer.stop()));
  });

  it('take over what a killed one had sent but not recorded: one copy more, not two', async () => {
    await on.deliverer.stop();
    // Killed in between: the row is leased, Teams has the message, nothing records it.
    await on.messenger.post(soc, { text: unsafeMarkdown('hello') }, { once: 'm-1' });
    const claim = { leaseMs: 60_000, limit: 1, busy: [] };
    await on.outbox.claim({ ...claim, owner: 'killed' });
    await on.postAsIs(soc, 'hello');
    const other = on.outgoing('replica-2');
    await other.deliverer.start();

    const whileLeased = await other.messenger.delivered(['post:m-1'], minutes(3));
    await sql`update bailiff.outbox set leased_until = clock_timestamp()`.execute(on.db);
    const after = await other.messenger.delivered(['post:m-1'], minutes(600));

    expect([whileLeased.get('post:m-1'), after.get('post:m-1')]).toEqual(['waiting', 'sent']);
    expect(on.stands()).toEqual(['hello', 'hello']);
    await other.deliverer.stop();
  });

  it('take up at once what they had leased themselves before a restart', async () => {
    await on.deliverer.stop();
    await on.messenger.show('C-1', soc, card('Ready'), { final: true });
    await on.outbox.claim({ owner: 'replica-2', leaseMs: 600_000, limit: 1, busy: [] });
    const again = on.outgoing('replica-2');

    await again.deliverer.start();
    const states = await again.messenger.delivered(['C-1'], minutes(600));

    expect(states.get('C-1')).toBe('sent');
    expect(on.stands()).toEqual(['Ready']);
    await again.deliverer.stop();
  });

  it('ignore what one records after its lease was taken over', async () => {
    await on.deliverer.stop();
    await on.messenger.post(soc, { text: unsafeMarkdown('hello') }, { once: 'm-2' });
    const request = { leaseMs: 0, limit: 1, busy: [] };
    const [frozen] = await on.outbox.claim({ ...request, owner: 'frozen' });
    const [taken] = await on.outbox.claim({ ...request, owner: 'replica-2', leaseMs: 60_000 });
    const at = { conversationId: soc.conversationId, messageId: 'm', spacingMs: 0 };

    await on.outbox.fail(frozen!, 'late');
    await on.outbox.sent(taken!, at);

    expect((await on.outbox.states(['post:m-2'])).get('post:m-2')).toBe('sent');
  });
});
