import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { buttonsOf } from '../support/card-text';
import { messageActivity } from '../support/teams-activities';
import { wordsOf } from '../support/teams-connector';
import type { TeamsPerson } from '../support/teams-person';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ env: fewIncidents });
});
afterAll(() => app.close());

/** Types it in a thread of its own and reads the answer. */
async function answerTo(person: TeamsPerson, words: string): Promise<string> {
  const { room } = await person.says(words, { in: app.teams.channel('looking') });
  const answer = await app.teams.sees(/./, { in: room });
  return wordsOf(answer.sent);
}

describe('anybody of the company', () => {
  it.each`
    types               | reads
    ${'help'}           | ${/collect/}
    ${'help collect'}   | ${/collect <machine>/}
    ${'hi'}             | ${/Collect packages and list IPs of alerts/}
    ${'whoami'}         | ${/Anna Weber.*analyst/s}
    ${'health'}         | ${/database.*defender.*evidence.*teams/is}
    ${'jobs'}           | ${/You have no jobs yet/}
    ${'status'}         | ${/You have nothing running/}
    ${'machine WS-042'} | ${/WS-042.*Windows/s}
    ${'subscriptions'}  | ${/No subscriptions/}
    ${'thanks'}         | ${/./}
  `('reads an answer to “$types”', async ({ types, reads }: { types: string; reads: RegExp }) => {
    expect(await answerTo(app.people.anna, types)).toMatch(reads);
  });

  it('may look but not collect, and reads what is missing', async () => {
    const { people, simulator } = app;

    const refusal = await answerTo(people.anna, 'collect WS-042 because lsass');

    expect(refusal).toContain('You can’t use “collect”');
    expect(refusal).toContain('Requires the responder role (yours: analyst).');
    expect(simulator.calls({ method: 'POST' })).toEqual([]);
  });

  it('may not change what a channel gets', async () => {
    const { people } = app;

    const refusal = await answerTo(people.mia, 'subscribe operations');

    expect(refusal).toContain('Only a lead can change');
    expect(await answerTo(people.mia, 'subscriptions')).toContain('No subscriptions');
  });

  it('who edits a message reads that only new ones count', async () => {
    const { people, simulator, teams } = app;
    const room = teams.channel('edited');
    const typed = { from: people.mia.human, room, text: 'collect WS-042 because edited' };
    const edited = {
      ...messageActivity(teams.world, typed),
      type: 'messageUpdate',
      channelData: { eventType: 'editMessage', tenant: { id: teams.world.tenantId } },
    };

    await teams.deliver(edited, room);

    await teams.sees('Edited messages aren’t run.', { in: room });
    expect(teams.transcript(room)).toHaveLength(1);
    expect(simulator.calls({ method: 'POST' })).toEqual([]);
  });

  it('who asks what is not understood reads what could be', async () => {
    const answer = await answerTo(app.people.mia, 'colect WS-042 becuse test');

    expect(answer).toMatch(/Did you mean|I read/i);
    expect(app.simulator.calls({ method: 'POST' })).toEqual([]);
  });
});

describe('somebody of another tenant', () => {
  it('is refused, and nothing is answered or done', async () => {
    const { people, simulator, teams } = app;
    const room = teams.channel('abroad');
    const typed = { from: people.mia.human, room, text: 'collect WS-042 because abroad' };
    const foreign = messageActivity({ ...teams.world, tenantId: 'abroad' }, typed);

    const { status } = await teams.deliver(foreign, room);

    expect(status).toBe(403);
    expect(teams.transcript(room)).toEqual([]);
    expect(simulator.calls({ method: 'POST' })).toEqual([]);
  });
});

describe('what stands in Defender under a hostile name', () => {
  const hostile = '[free](https://evil.example) <at>everyone</at> *x*';

  it('neither links nor mentions, wherever it is shown', async () => {
    const { people, simulator, teams } = app;
    const { id } = simulator.addMachine({
      name: 'evil-1',
      computerDnsName: `${hostile}.contoso.example`,
      loggedOnUsers: [],
    } as never);
    const room = teams.channel('hostile');

    const asked = await people.mia.says(`collect ${id} because ${hostile}`, { in: room });
    await teams.sees('package ready', { in: asked.room });
    await people.mia.says(`machine ${id}`, { in: asked.room });
    await teams.sees(/Windows/, { in: asked.room });

    const sent = teams.connector.posted.filter(
      ({ conversationId }) => conversationId === asked.room.id,
    );
    for (const { sent: message, before } of sent)
      for (const version of [message, ...before]) {
        const raw = JSON.stringify(version);
        expect(raw).not.toMatch(/(?<!\\\\)\]\(https:/);
        expect(raw).not.toContain('<at>everyone</at>');
        const mentioned = (version.entities ?? []).flatMap(({ mentioned: m }) => m?.id ?? []);
        expect(mentioned.filter((one) => one !== people.mia.human.aadObjectId)).toEqual([]);
      }
  });
});

describe('looking at what runs', () => {
  it('shows a job, a machine’s latest and all of one’s own', async () => {
    const { people, simulator, teams } = app;
    simulator.addMachine({ name: 'look-1' });
    simulator.script('look-1', 'never ends');
    const { room } = await people.mia.says('collect look-1 because look', {
      in: teams.channel('look'),
    });
    const card = await teams.sees(/LOOK-1 · (Queued|Collecting)/, { in: room });
    const job = /Ref (C-\w{5})/.exec(wordsOf(card.sent))![1]!;

    expect(await answerTo(people.anna, `status ${job}`)).toContain('LOOK-1');
    expect(await answerTo(people.anna, 'status look-1')).toContain('LOOK-1');
    expect(await answerTo(people.mia, 'status')).toContain(job);
    expect(await answerTo(people.mia, 'jobs')).toContain(job);
    expect(await answerTo(people.anna, 'jobs all')).toContain(job);
    expect(await answerTo(people.mia, `package ${job}`)).toContain('no package yet');
    const machine = await answerTo(people.anna, 'machine look-1');
    expect(machine).toContain('LOOK-1');
  });

  it('answers a button with the card it stands on', async () => {
    const { people, teams } = app;
    const { room } = await people.anna.says('help', { in: teams.channel('help') });
    const help = await teams.sees(/./, { in: room });
    const [first] = buttonsOf(help.sent.attachments?.map(({ content }) => content)).filter(
      ({ verb }) => verb,
    );

    const answer = await people.anna.presses(help, first!.title);

    expect(answer).toMatchObject({ status: 200, body: { statusCode: 200 } });
  });
});

describe('a room the bot is added to', () => {
  it('hears who it is and how to begin, once', async () => {
    const { people, teams } = app;
    const room = teams.channel('new');

    await teams.install(people.dana, room);

    const welcome = await teams.sees(/help/, { in: room });
    expect(wordsOf(welcome.sent)).toMatch(/Bailiff/);
    expect(teams.transcript(room)).toHaveLength(1);
  });

  it('subscribes in a private channel as in any other', async () => {
    const { people, teams } = app;
    const room = { ...teams.channel('secret'), type: 'private' } as const;

    await people.dana.says('subscribe operations', { in: room });

    const answer = await teams.sees('this channel now gets operations alerts', { in: room });
    expect(wordsOf(answer.sent)).not.toContain('other organizations');
  });

  it('reads in a shared channel that other organizations may read, too', async () => {
    const { people, teams } = app;
    const room = { ...teams.channel('shared'), type: 'shared' } as const;

    await teams.install(people.dana, room);

    const note = 'People of other organizations may be members of this shared channel';
    await teams.sees(note, { in: room });
    await people.dana.says('subscribe operations', { in: room });
    await teams.sees(new RegExp(`now gets operations alerts\\. ${note}`), { in: room });
  });
});
