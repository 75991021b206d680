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

    const { buttons, pressable } = await types('ips since 3/4');

    expect(buttons).toHaveLength(2);
    for (const { verb, words } of pressable) {
      const { ran, presses } = dispatcherWith();
      await presses(verb, words);
      expect(ran).toMatchObject([{ name: 'ips', args: { machines: [] } }]);
    }
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

describe('what is named without saying what it is', () => {
  it.each([
    ['4711', 'ips incident 4711'],
    ['ips of 4711', 'ips incident 4711'],
    ['evidence for 4711', 'ips incident 4711'],
    ['collect 4711', 'collect "4711"'],
    ['status 4711', 'status "4711"'],
  ])('offers the incident for “%s” and does nothing', async (typed, button) => {
    const { ran, types } = dispatcherWith();

    const { buttons, words } = await types(typed);

    expect(ran).toEqual([]);
    expect(words).toContain('“4711” looks like an incident');
    expect(buttons).toContain(button);
  });

  it.each(['203.0.113.45', 'what is 203.0.113.45?', '2001:db8::7'])(
    'looks up the address “%s”',
    async (typed) => {
      const { ran, types } = dispatcherWith();

      await types(typed);

      expect(ran).toMatchObject([{ name: 'ips' }]);
    },
  );

  it('asks which of two addresses is meant', async () => {
    const { buttons } = await dispatcherWith().types('203.0.113.45 and 203.0.113.46');

    expect(buttons).toEqual(['ips 203.0.113.45', 'ips 203.0.113.46']);
  });

  it.each(['ips for user jdoe', 'ips of jdoe@contoso.com', 'ip report of account jdoe01'])(
    'makes no report of everything of “%s”',
    async (typed) => {
      const { ran, types } = dispatcherWith();

      const { words } = await types(typed);

      expect(ran).toEqual([]);
      expect(words).toContain('not for a user');
      expect(words).toMatch(/“jdoe/);
    },
  );

  it.each([
    ['sammle bitte ws-042 weil phishing', 'collect ws-042 because phishing'],
    ['récupère ws-042 et ws-043', 'collect ws-042 ws-043'],
    ['recupere le paquet de ws-042', 'collect ws-042'],
    ['recopila ws-042 porque phishing', 'collect ws-042 because phishing'],
    ['annuler C-7F3K2', 'cancel C-7F3K2'],
  ])('asks before it acts on “%s”', async (typed, button) => {
    const { ran, types } = dispatcherWith();

    const { buttons } = await types(typed);

    expect(ran).toEqual([]);
    expect(buttons).toEqual([button]);
  });

  it('answers a harmless word of another language and says how it was read', async () => {
    const { ran, types } = dispatcherWith();

    const { words } = await types('estado ws-042');

    expect(ran).toMatchObject([{ name: 'status', args: { machines: ['ws-042'] } }]);
    expect(words).toContain('“estado” was read as status');
  });
});

describe('a range', () => {
  it('is listed, and its list is one button', async () => {
    const { ran, types } = dispatcherWith();

    const { buttons, words } = await types('collect ws-061..ws-063, ws-070 because lsass');

    expect(ran).toEqual([]);
    expect(words).toContain('“ws-061..ws-063” is a range of 3 devices');
    expect(buttons).toEqual(['collect ws-070 ws-061 ws-062 ws-063 because lsass']);
  });

  it('of too many is refused with the limit', async () => {
    const { buttons, words } = await dispatcherWith().types('collect ws-001..ws-999');

    expect(words).toContain('is a range of 999 devices; the limit is 100');
    expect(buttons).toEqual([]);
  });
});
