import { dana } from '../support/builders';

import { dispatcherWith } from './a-dispatcher';

describe('what is no command that may run', () => {
  it.each([
    ['WS-042', 'Understood: device WS-042', 'collect WS-042'],
    ["don't collect WS-042", 'OK, nothing was done.', undefined],
    ['isolate WS-042', 'I can’t isolate devices', 'help'],
    ['lorem ipsum dolor', 'I didn’t understand that', 'help'],
    ['collect ws-0а2', 'look-alike letter', 'collect ws-0a2'],
    ['ips since 3/4', 'is ambiguous', undefined],
    [
      'ip 999.1.1.1',
      'I can’t read “999.1.1.1” as an IP address, a time, or an alert',
      'ips last 24h',
    ],
    ['ips since 2026-13-45', 'I can’t read “2026-13-45” as an IP address', 'ips last 24h'],
    ['ips for alert 12345', 'I can’t read “12345” as an IP address', 'ips last 24h'],
    ['ips last 24h 10.0.0.256', 'I can’t read “10.0.0.256” as an IP address', 'ips last 24h'],
    ['ack C-7F3K2', 'I can’t do “ack”', 'help'],
  ])('answers “%s” with what to do next', async (typed, says, button) => {
    const { buttons, ran, types } = { ...dispatcherWith(), buttons: [] as string[] };

    const answer = await types(typed);
    buttons.push(...answer.buttons);

    expect(ran).toEqual([]);
    expect(answer.words).toContain(says);
    if (button) expect(buttons).toContain(button);
  });

  it.each(['ips', 'ips summary', 'ips recent', 'ip overview'])(
    'takes “%s” for a report of the last day, without a machine',
    async (typed) => {
      const { ran, types } = dispatcherWith();

      await types(typed);

      expect(ran).toMatchObject([{ name: 'ips', args: { machines: [] } }]);
    },
  );

  it('offers both dates as buttons where one can not be guessed', async () => {
    const { types } = dispatcherWith();

    const { buttons } = await types('ips since 3/4');

    expect(buttons).toHaveLength(2);
  });

  it('shows help for an empty mention', async () => {
    const { ran, types } = dispatcherWith();

    await types('');

    expect(ran).toMatchObject([{ name: 'help' }]);
  });

  it('refuses a message that is too long to be read whole', async () => {
    const { ran, types } = dispatcherWith();

    const { words } = await types(`collect ${'WS-042 '.repeat(5_000)}`);

    expect(ran).toEqual([]);
    expect(words).toContain('Nothing was done');
  });

  it('does not act on an edited message', async () => {
    const { ran, hears } = dispatcherWith();

    const { words } = await hears({ kind: 'edited' });

    expect(ran).toEqual([]);
    expect(words).toContain('Edited messages aren’t run');
  });

  it('greets where it was added', async () => {
    const { hears } = dispatcherWith({ role: 'nobody' });

    const { words } = await hears({ kind: 'added', by: dana.id });

    expect(words).toContain('Hi, I’m Bailiff');
  });

  it('resolves a time by the clock of who typed it', async () => {
    const { ran, types } = dispatcherWith();

    await types('ips today');

    // Midnight in Berlin, where Mia's client says nothing else.
    expect(ran).toMatchObject([{ args: { window: { from: new Date('2026-11-19T23:00:00Z') } } }]);
  });
});
