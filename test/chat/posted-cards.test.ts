import { sql } from 'kysely';
import { minutes } from '../../src/domain/duration';
import type { ShowOptions } from '../../src/ports';
import { wordsOf } from '../support/teams-connector';
import { aMessenger, card, soc } from './a-messenger';

const key = 'C-7F3K2';

describe('a posted card', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  const show = (line: string, options?: ShowOptions) => on.show(key, soc, card(line), options);
  const queue = (line: string, options?: ShowOptions) =>
    on.messenger.show(key, soc, card(line), options);
  const delivered = () => on.messenger.delivered([key], minutes(60));

  beforeEach(async () => {
    on = await aMessenger();
  });
  afterEach(() => on.close());

  it('is posted once and edited in place afterwards', async () => {
    await show('Sending');
    await show('Ready', { final: true });

    expect(on.stands()).toEqual(['Ready']);
    expect(on.calls().map(({ kind }) => kind)).toEqual(['post', 'edit']);
  });

  it('is not sent again when nothing changed', async () => {
    await show('Collecting');
    await show('Collecting');

    expect(on.calls()).toHaveLength(1);
  });

  it('gathers quick changes into one edit: the newest wins', async () => {
    await show('Sending');
    await on.deliverer.stop();
    for (const line of ['Queued', 'Collecting', 'Preparing link']) await queue(line);
    const waited = sql<boolean>`due_at >= shown_at + interval '100 ms'`.as('waited');
    const queued = await on.db.selectFrom('outbox').select(waited).execute();
    const { deliverer } = on.outgoing('replica-2');
    await deliverer.start();
    await delivered();
    await deliverer.stop();

    expect(on.stands()).toEqual(['Preparing link']);
    expect(on.calls('edit')).toHaveLength(1);
    // 20 s at this time scale.
    expect(queued).toEqual([{ waited: true }]);
  });

  it('shows its terminal state at once, and nothing that was queued before', async () => {
    await show('Sending');
    await queue('Collecting');
    await show('Ready', { final: true });

    expect(on.stands()).toEqual(['Ready']);
    expect(on.connector.posted[0]!.before.map(wordsOf)).toEqual(['Sending']);
  });

  it('stays terminal, unless it is reopened', async () => {
    await show('Failed', { final: true });

    await show('Collecting');
    expect(on.stands()).toEqual(['Failed']);

    await show('Collecting again', { reopened: true });
    expect(on.stands()).toEqual(['Collecting again']);
  });

  it('shows what changed while an edit was under way', async () => {
    await show('Sending');
    on.connector.next({ on: 'edit', status: 503, slowMs: 100 });
    await queue('Failed', { reopened: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await queue('Ready', { final: true });
    await delivered();

    expect(on.stands()).toEqual(['Ready']);
  });

  it('skips a state on the way that Teams does not take', async () => {
    await show('Sending');
    on.connector.next({ on: 'edit', status: 400 });

    await show('Collecting');

    expect(on.stands()).toEqual(['Sending']);
  });

  it('is posted anew in its terminal state when somebody deleted it', async () => {
    await show('Sending');
    on.connector.posted.pop();

    await show('Ready', { final: true });

    expect(on.stands()).toEqual(['Ready']);
    expect(await on.cards.get(key)).toMatchObject({
      messageId: on.connector.posted[0]!.id,
      final: true,
    });
  });

  it('stays where it was posted first, also when it is shown from elsewhere', async () => {
    await show('Sending');
    const ops = { conversationId: '19:ops@thread.tacv2', kind: 'channel' } as const;
    await on.conversations.remember({ ...on.conversation, ...ops });

    await on.show(key, ops, card('Ready'), { final: true });

    expect(on.connector.posted).toMatchObject([{ conversationId: soc.conversationId }]);
    expect(on.stands()).toEqual(['Ready']);
  });
});
