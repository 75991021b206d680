import { z } from 'zod';
import { Corridor } from '../../src/chat/corridor';
import { inWords } from '../../src/chat/invoke';
import { type Command, defineCommand } from '../../src/commands/command';
import type { Answer } from '../../src/domain/card';
import { DefenderRefused, DefenderUnreachable, UserError } from '../../src/domain/errors';
import type { Role } from '../../src/domain/person';
import { text, trusted } from '../../src/domain/text';
import type { JournalEvent, Turn } from '../../src/ports';
import { dana, mia, thread } from '../support/builders';
import { buttonsOf, cardText, readable } from '../support/card-text';
import { fakeTools } from '../support/tools';

/** A corridor with pretend commands that note who asked them for what. */
function corridorWith({
  role = 'responder' as Role,
  fails = undefined as unknown,
  journalFails = false,
} = {}) {
  const ran: { name: string; args: unknown; via: string; requestId: string }[] = [];
  const journal: JournalEvent[] = [];
  const logged: object[] = [];
  const pretend = (name: string, needs: Role, impact: boolean): Command =>
    defineCommand({
      name,
      summary: name,
      usage: `${name} <machine>`,
      examples: [],
      role: needs,
      impact,
      args: z.object({
        machines: z.array(z.string()),
        job: z.string().optional(),
        reason: z.string({ error: 'Say why: end with “because …”.' }).optional(),
        window: z.object({ label: z.string(), from: z.date(), to: z.date() }).optional(),
      }),
      async run({ args, requestId, via }) {
        ran.push({ name, args, requestId, via });
        if (fails) throw fails;
        return { text: trusted(`${name} done`) };
      },
    });
  const commands = [
    pretend('collect', 'responder', true),
    pretend('cancel', 'responder', true),
    pretend('status', 'analyst', false),
    pretend('ips', 'analyst', false),
    pretend('help', 'analyst', false),
    pretend('whoami', 'nobody', false),
  ];
  const log = { ...fakeTools().log, error: (data: object) => void logged.push(data) };
  const corridor = new Corridor({
    tools: { ...fakeTools(), commands, log },
    roleOf: async () => role,
    timeZone: 'Europe/Berlin',
    journal: {
      async write(event) {
        if (journalFails) throw new Error('disk full');
        journal.push(event);
      },
    },
  });
  const hears = async (said: Turn['said']) => {
    const turn = { id: 't-1', person: mia, place: thread, at: '2026-11-20T10:00:00Z', said };
    return seen(await corridor.dispatch(turn));
  };
  return {
    ...{ ran, journal, logged },
    hears,
    types: (typed: string) => hears({ kind: 'message', text: typed, mentions: [] }),
    presses: (verb: string, words: string[], inputs = {}) =>
      hears({ kind: 'press', verb, words, inputs }),
  };
}

/** An answer as the person reads it, and what its buttons type. */
function seen(answer: Answer) {
  const words = 'card' in answer ? cardText(answer.card.content) : readable(inWords(answer));
  const buttons = 'card' in answer ? buttonsOf(answer.card.content) : [];
  return {
    words,
    buttons: buttons.map(({ verb, data }) =>
      [verb, ...(data as { words: string[] }).words].join(' '),
    ),
  };
}

describe('the corridor', () => {
  it('runs a typed command and writes down who asked, before and after', async () => {
    const { journal, ran, types } = corridorWith();

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
    const { ran, presses } = corridorWith();

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
    const { ran, presses } = corridorWith();

    const answer = await presses(verb, words);

    expect(ran.filter(({ name }) => name !== 'help')).toEqual([]);
    if (ran.length === 0) expect(answer.words).toContain('Nothing was done');
  });

  it('refuses who lacks the role, says which it needs, and records the refusal', async () => {
    const { journal, ran, types } = corridorWith({ role: 'analyst' });

    const { words } = await types('collect WS-042');

    expect(words).toContain('🔒 You can’t use “collect”. Nothing was done');
    expect(words).toContain('It needs the role responder; yours is analyst.');
    expect(ran).toEqual([]);
    expect(journal).toMatchObject([
      { operation: 'command.refused', outcome: 'refused', actor: mia },
    ]);
  });

  it.each(['collect WS-042', 'help', 'blah', '', 'isolate WS-042', 'WS-042'])(
    'tells somebody without any role nothing: “%s”',
    async (typed) => {
      const { ran, types } = corridorWith({ role: 'nobody' });

      const { buttons, words } = await types(typed);

      expect(words).toBe('🔒 You can’t use Bailiff here. Nothing was done.');
      expect(buttons).toEqual([]);
      expect(ran).toEqual([]);
    },
  );

  it('lets somebody without any role ask who they are', async () => {
    const { types } = corridorWith({ role: 'nobody' });

    expect((await types('whoami')).words).toBe('whoami done');
  });

  it('does nothing that it can not record', async () => {
    const { ran, types } = corridorWith({ journalFails: true });

    const { words } = await types('collect WS-042 because lsass');

    expect(ran).toEqual([]);
    expect(words).toContain('what is not recorded is not done');
  });

  it('never acts on a guessed word: one click confirms it', async () => {
    const { ran, types } = corridorWith();

    const { buttons, words } = await types('colect WS-042 because lsass alert');

    expect(ran).toEqual([]);
    expect(words).toContain('Did you mean collect?');
    expect(buttons).toEqual(['collect WS-042 because lsass alert']);
  });

  it('answers a guessed question and says what it read', async () => {
    const { ran, types } = corridorWith();

    const { words } = await types('statsu C-7F3K2');

    expect(ran).toMatchObject([{ name: 'status', args: { job: 'C-7F3K2' } }]);
    expect(words).toContain('I read “statsu” as status.');
  });

  it('answers each of several commands under an id of its own', async () => {
    const { ran, types } = corridorWith();

    const { words } = await types('status C-7F3K2; cancel C-7F2Q9');

    expect(ran.map(({ name, requestId }) => [name, requestId])).toEqual([
      ['status', 't-1/1'],
      ['cancel', 't-1/2'],
    ]);
    expect(words).toBe('status done\n\ncancel done');
  });

  it('takes no more than five commands at once', async () => {
    const { ran, types } = corridorWith();

    const { words } = await types(
      Array.from({ length: 6 }, (_, n) => `status WS-00${n}`).join('\n'),
    );

    expect(ran).toEqual([]);
    expect(words).toContain('up to 5 at once');
  });

  it.each([
    ['WS-042', 'I understood: machine WS-042', 'collect WS-042'],
    ["don't collect WS-042", 'All right. Nothing was done.', undefined],
    ['isolate WS-042', 'I can’t isolate machines', 'help'],
    ['lorem ipsum dolor', 'I didn’t understand that', 'help'],
    ['collect ws-0а2', 'only looks like', 'collect ws-0a2'],
    ['ips since 3/4', 'can be read in two ways', undefined],
    ['ack C-7F3K2', 'I can’t do “ack”', 'help'],
  ])('answers “%s” with what to do next', async (typed, says, button) => {
    const { buttons, ran, types } = { ...corridorWith(), buttons: [] as string[] };

    const answer = await types(typed);
    buttons.push(...answer.buttons);

    expect(ran).toEqual([]);
    expect(answer.words).toContain(says);
    if (button) expect(buttons).toContain(button);
  });

  it('offers both dates as buttons where one can not be guessed', async () => {
    const { types } = corridorWith();

    const { buttons } = await types('ips since 3/4');

    expect(buttons).toHaveLength(2);
  });

  it('shows help for an empty mention', async () => {
    const { ran, types } = corridorWith();

    await types('');

    expect(ran).toMatchObject([{ name: 'help' }]);
  });

  it('refuses a message that is too long to be read whole', async () => {
    const { ran, types } = corridorWith();

    const { words } = await types(`collect ${'WS-042 '.repeat(5_000)}`);

    expect(ran).toEqual([]);
    expect(words).toContain('Nothing was done');
  });

  it('does not act on an edited message', async () => {
    const { ran, hears } = corridorWith();

    const { words } = await hears({ kind: 'edited' });

    expect(ran).toEqual([]);
    expect(words).toContain('only act on new messages');
  });

  it('greets where it was added', async () => {
    const { hears } = corridorWith({ role: 'nobody' });

    const { words } = await hears({ kind: 'added', by: dana.id });

    expect(words).toContain("Hi, I'm Bailiff");
  });

  it('resolves a time by the clock of who typed it', async () => {
    const { ran, types } = corridorWith();

    await types('ips today');

    // Midnight in Berlin, where Mia's client says nothing else.
    expect(ran).toMatchObject([{ args: { window: { from: new Date('2026-11-19T23:00:00Z') } } }]);
  });
});

describe('what a person reads when something fails', () => {
  it('gives what the person can mend as sentence and buttons', async () => {
    const fails = new UserError(
      text`I don't know a machine “${'WS-0422'}”. Nothing was collected.`,
      [{ title: 'WS-042', verb: 'collect', words: ['WS-042'] }],
    );
    const { types } = corridorWith({ fails });

    const { buttons, words } = await types('collect WS-0422');

    expect(words).toContain("I don't know a machine “WS-0422”\nNothing was collected.");
    expect(buttons).toEqual(['collect WS-042']);
  });

  it('says plainly what Defender refused, with code and trace beside it', async () => {
    const fails = new DefenderRefused({
      status: 403,
      code: 'Forbidden',
      said: '[click](http://evil)',
      trace: 'a-1',
      asked: 'GET machines',
    });
    const { journal, types } = corridorWith({ fails });

    const { words } = await types('status WS-042');

    expect(words).toContain('no permission');
    expect(words).toContain('Details: 403 Forbidden · GET machines · trace a-1');
    expect(words).not.toContain('evil');
    expect(journal.at(-1)).toMatchObject({ operation: 'command.answered', outcome: 'failure' });
  });

  it('keeps apart that Defender could not be reached', async () => {
    const { types } = corridorWith({ fails: new DefenderUnreachable('GET machines', 'timed out') });

    expect((await types('status WS-042')).words).toContain('Defender could not be reached.');
  });

  it('takes the blame for everything else, and gives a reference that the log has too', async () => {
    const { logged, types } = corridorWith({ fails: new TypeError('secret internals') });

    const { words } = await types('status WS-042');

    const reference = /Reference ([0-9A-F]{4})\./.exec(words)?.[1];
    expect(words).toBe(`Something broke here, not on your side. Reference ${reference}.`);
    expect(logged).toMatchObject([{ reference, error: expect.any(TypeError) }]);
  });
});
