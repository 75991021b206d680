import { defaultPolicy } from '../../src/access/policy';
import { commands } from '../../src/commands';
import { help } from '../../src/commands/help';
import { thanks } from '../../src/commands/thanks';
import { whoami } from '../../src/commands/whoami';
import { say, shown } from '../support/answers';
import { fakeServices } from '../support/services';
import { understand } from '../support/understand';

describe('the list of commands', () => {
  it('has each word once', () => {
    const names = commands.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  it.each(commands)('tells of $name what help needs, with examples of itself', (command) => {
    expect(command.summary).toMatch(/^[A-Z].+\.$/);
    expect(command.usage.startsWith(command.name)).toBe(true);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) expect(example.startsWith(command.name)).toBe(true);
  });

  it('gives analysts eyes, responders hands, and leads the word about evidence', () => {
    // These look at who it is by themselves: people on the schedule may be analysts.
    const onCallPeople = ['escalate', 'handover', 'resolve', 'override'];
    const acting = commands.filter(({ impact, name }) => impact && !onCallPeople.includes(name));

    expect(acting.map(({ name, role }) => `${name}: ${role}`)).toEqual([
      'collect: responder',
      'cancel: analyst',
      'retry: responder',
      'approve: responder',
      'deny: responder',
      'received: responder',
      'handover package: lead',
      'hold: lead',
      'release: lead',
      'mute: lead',
      'resume: lead',
    ]);
  });

  const examples = commands.flatMap(({ name, examples }) =>
    examples.map((said) => ({ name, said })),
  );

  it.each(examples)('reads the example “$said” as $name', ({ name, said }) => {
    const reading = understand({ text: said, mentions: [], botId: 'bot' });

    expect(reading.command).toBe(name);
    expect(reading.warnings.filter((warning) => warning !== 'default-window')).toEqual([]);
  });

  it.each(commands)('accepts a message that only says “$name”', ({ args }) => {
    expect(args.safeParse({}).success).toBe(true);
  });
});

describe('help', () => {
  const policy = {
    ...defaultPolicy(),
    roles: { ...defaultPolicy().roles, lead: { users: ['u-dana'], groups: [], guests: false } },
  };

  it('shows what this person may type', async () => {
    const analyst = await say(help, { words: ['all'] }, fakeServices({ policy }), {
      role: 'analyst',
    });
    const responder = await say(help, { words: ['all'] }, fakeServices({ policy }));

    expect(shown(analyst)).toContain('ips');
    expect(shown(analyst)).not.toContain('collect <machine>');
    expect(shown(responder)).toContain('collect <machine>');
  });

  it('explains one command', async () => {
    const answer = await say(help, { topic: 'collect' }, fakeServices());

    expect(shown(answer)).toContain('collect WS-042 because lsass alert');
  });

  it('says how to change it that nobody may collect', async () => {
    const services = fakeServices({ policy: defaultPolicy() });

    const answer = await say(help, {}, services, { role: 'analyst' });

    expect(shown(answer)).toContain('Nobody can collect yet');
    expect(shown(answer)).toContain('policy file');
  });
});

describe('whoami', () => {
  it('tells even those who may do nothing who they are', async () => {
    const answer = await say(whoami, {}, fakeServices(), { role: 'nobody' });

    expect(whoami.role).toBe('nobody');
    expect(shown(answer)).toContain('Mia Chen');
    expect(shown(answer)).toContain('u-mia');
  });
});

describe('thanks', () => {
  it('is answered', async () => {
    expect(shown(await say(thanks, {}, fakeServices()))).toBe('You’re welcome.');
  });
});
