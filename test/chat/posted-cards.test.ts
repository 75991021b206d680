import { eventually } from '../support/eventually';
import { wordsOf } from '../support/teams-connector';
import { aMessenger, card, soc } from './a-messenger';

describe('a living card', () => {
  let on: Awaited<ReturnType<typeof aMessenger>>;
  const stands = () => on.connector.posted.map(({ sent }) => wordsOf(sent));
  /** All that stood on the one card, oldest first. */
  const stood = () =>
    on.connector.posted.flatMap(({ before, sent }) => [...before, sent].map(wordsOf));
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
    await eventually(() => on.calls('edit').length > 0);
    const slept = [...on.clock.slept];
    await show('Ready', { final: true });

    expect(stood()).toEqual(['Sending', 'Preparing link', 'Ready']);
    expect(slept).toEqual([20_000]);
  });

  it('is never overtaken at its end by what waited', async () => {
    await show('Sending');
    const step = show('Collecting');
    await show('Ready', { final: true });
    await step;
    await eventually(() => on.clock.slept.length > 0);
    await show('Ready again', { reopened: true });

    expect(stood()).toEqual(['Sending', 'Ready', 'Ready again']);
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
