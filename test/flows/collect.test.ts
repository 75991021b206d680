import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { editsOf, noiseOf } from '../support/noise';
import { wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ env: fewIncidents });
});
afterAll(() => app.close());

const collectCalls = (machine: string) =>
  app.simulator
    .calls({ method: 'POST' })
    .filter(({ path }) => path.includes(machine) && path.endsWith('/collectInvestigationPackage'));

describe('collecting a package', () => {
  it('ends on the card it began on, with the hash, and on one line with a mention', async () => {
    const { teams, people } = app;

    const { room } = await people.mia.says(
      'collect package for machine WS-042 because lsass alert',
      { in: teams.channel('happy') },
    );
    const told = await teams.sees('WS-042 package ready', { in: room });

    const posted = teams.said(room);
    const [card, line] = posted;
    expect(noiseOf(posted)).toEqual({ cards: 1, replies: 1, mentions: 1 });
    // Once for each state at most, whatever happens in between.
    expect(editsOf(posted)).toBeLessThanOrEqual(6);
    expect(wordsOf(card!.before[0]!)).toMatch(/^⏳ WS-042 · (Sending|Queued|Collecting)/);
    expect(wordsOf(card!.sent)).toMatch(/^✅ WS-042 · Ready\nCollected in .*1\.\d MB · sha256/);
    expect(wordsOf(card!.sent)).toMatch(/\nsha256 [0-9a-f]{64}\n/);
    expect(line).toBe(told);
    expect(told.sent.entities).toMatchObject([
      { type: 'mention', mentioned: { id: people.mia.human.aadObjectId } },
    ]);
  });

  it('asks Defender once, and says there who asked and why', async () => {
    const { teams, people } = app;

    const { room } = await people.mia.says('@Bailiff collect ws-043 because suspicious service', {
      in: teams.channel('comment'),
    });
    await teams.sees('WS-043 package ready', { in: room });

    const machine = (await lookUp('ws-043')).id;
    const [call, ...more] = collectCalls(machine);
    expect(more).toEqual([]);
    expect(JSON.parse(call!.body).Comment).toMatch(/Mia Chen .*suspicious service/);
  });

  it('shows several machines of one message on one card, and mentions once', async () => {
    const { teams, people } = app;

    const { room } = await people.mia.says(
      'collect ws-051, WS-052 and ws-053 because incident 4705',
      { in: teams.channel('several') },
    );
    await teams.sees('3 of 3 packages ready', { in: room });
    await teams.sees(/<at>Mia Chen<\/at>/, { in: room });

    const said = teams.transcript(room);
    expect(noiseOf(teams.said(room))).toEqual({ cards: 1, replies: 1, mentions: 1 });
    expect(said[0]).toMatch(/WS-051 · Ready.*\n.*WS-052 · Ready.*\n.*WS-053 · Ready/s);
  });

  it.each`
    way                             | machine     | words
    ${'its short name in capitals'} | ${'WS-041'} | ${'collect WS-041 because test'}
    ${'its full name in capitals'}  | ${'WS-044'} | ${'collect WS-044.CONTOSO.EXAMPLE because test'}
    ${'its domain and name'}        | ${'WS-045'} | ${'collect CONTOSO\\ws-045 because test'}
    ${'its id'}                     | ${'WS-047'} | ${'collect {id} because test'}
    ${'a link to the portal'}       | ${'WS-050'} | ${'collect https://security.microsoft.com/machines/v2/{id}/overview because test'}
  `('finds a machine by $way', async ({ machine, words }: Record<'machine' | 'words', string>) => {
    const { teams, people } = app;
    const { id } = await lookUp(machine.toLowerCase());

    const { room } = await people.mia.says(words.replace('{id}', id), {
      in: teams.channel(`named-${machine}`),
    });

    await teams.sees(`${machine} package ready`, { in: room });
  });

  it('asks before it takes the machine behind an address', async () => {
    const { teams, people } = app;
    const { id } = await lookUp('ws-055');

    const { room } = await people.mia.says('collect 10.20.30.55 because beacon', {
      in: teams.channel('address'),
    });
    const choice = await teams.sees(/10\.20\.30\.55.* may be this device/s, { in: room });
    expect(collectCalls(id)).toEqual([]);
    await people.mia.presses(choice, 'Collect chosen', { inputs: { choice: id } });

    await teams.sees('WS-055 package ready', { in: room });
  });

  it('starts nothing while a name means several machines, and then only the chosen one', async () => {
    const { teams, people } = app;

    const { room } = await people.mia.says('collect fin-lap-07 because trojan', {
      in: teams.channel('ambiguous'),
    });
    const choice = await teams.sees('matches 2 devices', { in: room });
    const [first, second] = choicesOn(choice.sent);
    expect([...collectCalls(first!), ...collectCalls(second!)]).toEqual([]);
    await people.mia.presses(choice, 'Collect chosen', { inputs: { choice: second! } });

    const card = await teams.sees('FIN-LAP-07 · Ready', { in: room });
    expect(wordsOf(card.sent)).toContain('Reason: trojan');
    expect(collectCalls(first!)).toEqual([]);
    expect(collectCalls(second!)).toHaveLength(1);
  });

  it('offers the near names of a machine nobody knows, as buttons that work', async () => {
    const { teams, people } = app;

    const { room } = await people.mia.says('collect WS-0561 because phish', {
      in: teams.channel('unknown'),
    });
    const refusal = await teams.sees('No device “', { in: room });
    expect(wordsOf(refusal.sent)).toMatch(/WS-0561.*\n.*Nothing was collected/s);
    await people.mia.presses(refusal, 'WS-056');

    const card = await teams.sees('WS-056 · Ready', { in: room });
    expect(wordsOf(card.sent)).toContain('Reason: phish');
  });

  it('says of a machine that is off that it waits, and collects when it is back', async () => {
    const { teams, people, simulator } = app;
    simulator.addMachine({ name: 'ws-058', online: false });

    const { room } = await people.mia.says('collect ws-058 because hunt', {
      in: teams.channel('offline'),
    });
    const card = await teams.sees('WS-058 · Waiting for device', { in: room });
    expect(wordsOf(card.sent)).toMatch(/Not seen since .*Starts when the device is back online/s);
    simulator.addMachine({ name: 'ws-058', online: true });

    await teams.sees('WS-058 package ready', { in: room });
  });

  it('says before that a system may refuse, and tries all the same', async () => {
    const { teams, people } = app;
    const { id } = await lookUp('Annas iPad');

    const { room } = await people.mia.says(`collect ${id} because lost`, {
      in: teams.channel('unsupported'),
    });
    const card = await teams.sees('· Failed', { in: room });

    expect(wordsOf(card.before[0] ?? card.sent)).toContain('this device may reject the request');
    expect(wordsOf(card.sent)).toContain('can’t collect packages from this operating system');
    await teams.sees('package failed', { in: room });
  });
});

describe('a machine that is being collected already', () => {
  it('is not collected twice: the second person is told too', async () => {
    const { teams, people, simulator } = app;
    const { id } = await lookUp('ws-060');
    simulator.script('ws-060', { workSeconds: 100_000 });

    const mia = await people.mia.says('collect ws-060 because first', { in: teams.channel('a') });
    await teams.sees('WS-060 · Collecting', { in: mia.room });
    const omar = await people.omar.says('collect ws-060 because second', {
      in: teams.channel('b'),
    });
    const joined = await teams.sees('WS-060 is already being collected', { in: omar.room });
    expect(wordsOf(joined.sent)).toContain('Started by Mia Chen');
    const dana = await people.dana.says('collect ws-060 because third', { in: teams.channel('c') });
    const hers = await teams.sees('WS-060 is already being collected', { in: dana.room });
    const pressed = await people.dana.presses(hers, 'Don’t notify me');
    expect(pressed.body?.value).toMatch(/You’ll no longer get updates on C-\w{5}/);
    simulator.script('ws-060', { workSeconds: 1 });

    await teams.sees('<at>Mia Chen</at>, WS-060 package ready', { in: mia.room });
    await teams.sees('<at>Omar Haddad</at>, WS-060 package ready', { in: omar.room });
    expect(teams.transcript(dana.room).join()).not.toContain('package ready');
    expect(collectCalls(id)).toHaveLength(1);
  });

  it('is followed when somebody started it in the portal', async () => {
    const { teams, people, simulator } = app;
    const { id } = await lookUp('ws-059');
    simulator.script('ws-059', { workSeconds: 600 });
    simulator.next('400 already running', { machine: id });

    const { room } = await people.mia.says('collect ws-059 because portal', {
      in: teams.channel('portal'),
    });
    const card = await teams.sees('Following that one', { in: room });
    expect(wordsOf(card.sent)).toContain('requested by analyst@contoso.example');

    await teams.sees('WS-059 package ready', { in: room });
  });
});

/** A machine of the simulated Defender. */
async function lookUp(name: string): Promise<{ id: string }> {
  const filter = `startswith(computerDnsName,'${name}')`;
  const answer = await fetch(
    `${app.simulator.url}/api/machines?$filter=${encodeURIComponent(filter)}`,
    { headers: { authorization: 'Bearer development' } },
  );
  const { value } = (await answer.json()) as { value: { id: string }[] };
  return value[0]!;
}

function choicesOn(sent: object): string[] {
  return [...JSON.stringify(sent).matchAll(/"value":"([0-9a-f]{40})"/g)].map(([, id]) => id!);
}
