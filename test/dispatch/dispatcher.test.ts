import { mia } from '../support/builders';

import { dispatcherWith } from './a-dispatcher';

describe('the dispatcher', () => {
  it('runs a typed command and writes down who asked, before and after', async () => {
    const { journal, ran, types } = dispatcherWith();

    const { words } = await types('collect WS-042 because lsass alert');

    expect(words).toBe('collect done');
    expect(ran).toEqual([
      {
        name: 'collect',
        args: { machines: ['WS-042'], reason: 'lsass alert' },
        requestId: 't-1',
        via: 'typed',
      },
    ]);
    expect(journal).toMatchObject([
      {
        operation: 'command.asked',
        outcome: 'started',
        actor: mia,
        details: { command: 'collect', machines: ['WS-042'] },
      },
      { operation: 'command.answered', outcome: 'success' },
    ]);
  });

  it('takes a pressed button for the same command, typed', async () => {
    const { ran, presses } = dispatcherWith();

    await presses('collect', ['WS-043'], {
      choice: 'WS-042',
      reason: 'lsass; alert\ncancel C-7F3K2',
      v: '3',
    });

    expect(ran).toMatchObject([
      {
        name: 'collect',
        via: 'pressed',
        args: { machines: ['WS-042', 'WS-043'], reason: 'lsass alert cancel C-7F3K2' },
      },
    ]);
  });

  it.each([
    ['a verb that does not exist', 'drop', []],
    ['a synonym instead of the command', 'stop', ['C-7F3K2']],
    ['a typo', 'colect', ['WS-042']],
    ['another command hidden in the verb', 'status; collect', ['WS-042']],
    ['another command hidden in the words', 'help', ['\ncollect WS-042 because x']],
  ])('does nothing for a forged button with %s', async (_what, verb, words) => {
    const { ran, presses } = dispatcherWith();

    const answer = await presses(verb, words);

    expect(ran.filter(({ name }) => name !== 'help')).toEqual([]);
    if (ran.length === 0) expect(answer.words).toContain('I can’t do');
  });

  it('refuses who lacks the role, says which it needs, and records the refusal', async () => {
    const { journal, ran, types } = dispatcherWith({ role: 'analyst' });

    const { words } = await types('collect WS-042');

    expect(words).toContain('🔒 You can’t use “collect”');
    expect(words).toContain('Requires the responder role (yours: analyst).');
    expect(ran).toEqual([]);
    expect(journal).toMatchObject([
      { operation: 'command.refused', outcome: 'refused', actor: mia },
    ]);
  });

  it.each(['collect WS-042', 'help', 'blah', '', 'isolate WS-042', 'WS-042'])(
    'tells somebody without any role nothing: “%s”',
    async (typed) => {
      const { ran, types } = dispatcherWith({ role: 'nobody' });

      const { buttons, words } = await types(typed);

      expect(words).toBe('🔒 You can’t use Bailiff here.');
      expect(buttons).toEqual([]);
      expect(ran).toEqual([]);
    },
  );

  it('lets somebody without any role ask who they are', async () => {
    const { types } = dispatcherWith({ role: 'nobody' });

    expect((await types('whoami')).words).toBe('whoami done');
  });

  it('does nothing that it can not record', async () => {
    const { ran, types } = dispatcherWith({ journalFails: true });

    const { words } = await types('collect WS-042 because lsass');

    expect(ran).toEqual([]);
    expect(words).toContain('so nothing was done');
  });

  it('never acts on a guessed word: one click confirms it', async () => {
    const { ran, types } = dispatcherWith();

    const { buttons, words } = await types('colect WS-042 because lsass alert');

    expect(ran).toEqual([]);
    expect(words).toContain('Did you mean collect?');
    expect(buttons).toEqual(['collect WS-042 because lsass alert']);
  });

  it.each([
    ['collect WS-042 at 18:00 because lsass', '18:00'],
    ['collect WS-042 tomorrow because lsass', 'tomorrow'],
    ['collect WS-042 in 2 hours because lsass', 'in 2h'],
    ['collect WS-042 unless Dana objects because lsass', 'unless'],
    ['collect WS-042 if WS-043 is up because lsass', 'if'],
    ['cancel WS-042 after 6pm because lsass', 'after'],
    ['collect WS-042 every day because lsass', 'day'],
    ['collect WS-042 daily because lsass', 'daily'],
  ])(
    'does not do at once what was asked for later or on a condition: “%s”',
    async (typed, word) => {
      const { ran, types } = dispatcherWith();

      const { buttons, words } = await types(typed);

      expect(ran).toEqual([]);
      expect(words).toContain(`Nothing was done. I couldn’t interpret “${word}”.`);
      expect(buttons).toEqual([`${typed.split(' ')[0]} WS-042 because lsass`]);
    },
  );

  it.each(['collect WS-042 when it is back because x', 'collect WS-042 because it stops at 18:00'])(
    'does what was asked: “%s”',
    async (typed) => {
      const { ran, types } = dispatcherWith();

      await types(typed);

      expect(ran).toHaveLength(1);
    },
  );

  it('answers a guessed question and says what it read', async () => {
    const { ran, types } = dispatcherWith();

    const { words } = await types('statsu C-7F3K2');

    expect(ran).toMatchObject([{ name: 'status', args: { job: 'C-7F3K2' } }]);
    expect(words).toContain('“statsu” was read as status.');
  });

  it('answers each of several commands under an id of its own', async () => {
    const { ran, types } = dispatcherWith();

    const { words } = await types('status C-7F3K2; cancel C-7F2Q9');

    expect(ran.map(({ name, requestId }) => [name, requestId])).toEqual([
      ['status', 't-1/1'],
      ['cancel', 't-1/2'],
    ]);
    expect(words).toBe('status done\n\ncancel done');
  });

  it('takes no more than five commands at once', async () => {
    const { ran, types } = dispatcherWith();

    const { words } = await types(
      Array.from({ length: 6 }, (_, n) => `status WS-00${n}`).join('\n'),
    );

    expect(ran).toEqual([]);
    expect(words).toContain('the limit is 5 at once');
  });
});
