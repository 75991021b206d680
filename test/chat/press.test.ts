import { unsafeMarkdown } from '../../src/domain/text';
import type { Turn } from '../../src/ports';
import { activityHandlerFor, type HandlerUnderTest } from './an-activity-handler';

describe('buttons at the front door', () => {
  let door: HandlerUnderTest;
  const open = async (wishes?: Parameters<typeof activityHandlerFor>[0]) => {
    door = await activityHandlerFor(wishes);
    return door;
  };
  const only = (): Turn => {
    expect(door.turns()).toHaveLength(1);
    return door.turns()[0]!;
  };

  afterEach(() => door.close());

  it('reads a submitted button like an executed one', async () => {
    const { teams } = await open();
    const data = { verb: 'cancel', words: ['C-7F3K2'], reason: 'wrong machine', v: 3 };

    await teams.person('Mia').sendsButton({ verb: '', data }, { as: 'submit' });

    expect(only().said).toEqual({
      kind: 'press',
      verb: 'cancel',
      words: ['C-7F3K2'],
      inputs: { reason: 'wrong machine', v: '3' },
    });
  });

  it('gives a pressed button its answer on the card', async () => {
    const { teams } = await open({
      onTurn: ({ id }, replies) =>
        void replies.offer(id, { text: unsafeMarkdown('Nothing changed.') }),
    });

    const receipt = await teams
      .person('Mia')
      .sendsButton({ verb: 'cancel', data: { words: ['C-7F3K2'] } }, {});

    expect(receipt.body).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Nothing changed.',
    });
  });

  it('answers a press within 3 s even when the work takes longer', async () => {
    const { timeouts, teams } = await open({ onTurn: () => undefined, hurries: true });

    const receipt = await teams
      .person('Mia')
      .sendsButton({ verb: 'cancel', data: { words: ['C-7F3K2'] } }, {});

    expect(timeouts).toEqual([2_500]);
    expect(receipt.body).toMatchObject({ statusCode: 200, value: 'Working on it…' });
  });

  it('gives a redelivered press the same answer', async () => {
    const { teams } = await open({
      onTurn: ({ id }, replies) => void replies.offer(id, { text: unsafeMarkdown('Cancelled.') }),
    });
    const first = await teams
      .person('Mia')
      .sendsButton({ verb: 'cancel', data: { words: ['C-7F3K2'] } }, {});

    const second = await teams.send(first.activity);

    expect(second.body).toEqual(first.body);
    expect(door.turns()).toHaveLength(1);
  });

  it.each([
    ['words that are no list', { words: 'C-7F3K2' }],
    ['words that are objects', { words: [{}] }],
    ['a word of 50 KB', { words: ['x'.repeat(50_000)] }],
    ['a thousand words', { words: Array(1_000).fill('x') }],
    ['no data at all', 'cancel'],
  ])('starts nothing for a forged button with %s', async (_what, data) => {
    const { teams } = await open();

    const receipt = await teams
      .person('Mia')
      .sendsButton({ verb: data === 'cancel' ? '' : 'cancel', data }, {});

    expect(receipt.status).toBe(200);
    expect(receipt.body?.value).toContain('no longer works');
    expect(door.turns()).toEqual([]);
  });
});
