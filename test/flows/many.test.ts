import { openTestApp, type TestApp } from '../support/app';
import { editsOf, noiseOf } from '../support/noise';
import { type Posted, wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({
    timeScale: 40,
    policy: { approvals: [{ when: { names: ['srv-*'] }, by: 'lead', expiresMinutes: 600 }] },
  });
  for (let n = 1; n <= 22; n += 1)
    app.simulator.addMachine({
      computerDnsName: `lab-${String(n).padStart(2, '0')}.contoso.example`,
    });
  app.simulator.addMachine({
    computerDnsName: 'lab-90.contoso.example',
    healthStatus: 'Inactive',
  });
});
afterAll(() => app.close());

const names = Array.from({ length: 22 }, (_, at) => `lab-${String(at + 1).padStart(2, '0')}`);
const pasted = [...names, 'lab-90', 'srv-dc01', 'srv-dc02', 'lab-o3', 'LAB-01', 'lab-02'].join(
  '\n',
);
const onlyIn = (room: { id: string }) =>
  app.teams.connector.posted.filter(({ conversationId }) => conversationId === room.id);
const live = (message: Posted) => wordsOf(message.sent);

describe('twenty-five machines in one message', () => {
  it('are asked about on one card, shown on one card and told of in one line', async () => {
    const { teams, people, simulator } = app;
    const { room } = await people.mia.says(`collect\n${pasted}`, { in: teams.channel('bulk') });
    const question = await teams.sees('Collect packages from 25 devices?', { in: room });

    expect(live(question)).toContain('24 online · 1 offline (will wait) · 1 unknown');
    expect(live(question)).toMatch(/Unknown: “lab-o3” \(did you mean LAB-\d3\?\)/);
    expect(live(question)).toContain('Includes 2 servers: SRV-DC01, SRV-DC02');
    expect(live(question)).toContain('Needs approval: SRV-DC01, SRV-DC02');
    expect(live(question)).toContain('Links are prepared 2 per minute');

    simulator.script('lab-90.contoso.example', 'fails');
    await people.mia.presses(question, 'Remove servers', { inputs: { reason: 'hunt 12' } });
    await teams.sees(/of 23 packages ready/, { in: room });
    await teams.sees('<at>Mia Chen</at>', { in: room });

    const [, rollUp, line] = onlyIn(room);
    // The question, the roll-up, and the one line at the end, whatever became of each machine.
    expect(noiseOf(onlyIn(room))).toEqual({ cards: 2, replies: 1, mentions: 1 });
    // 23 machines change their state five times each: edits of the one card are merged.
    expect(editsOf([rollUp!])).toBeLessThan(23 * 5 * 0.6);
    expect(live(rollUp!)).toMatch(/22 ready · 1 failed/);
    expect(live(rollUp!)).toMatch(/❌ 1 × The collection failed on the device/);
    expect(live(rollUp!)).toContain('▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓ 100 %');
    expect(line && live(line)).toBe('<at>Mia Chen</at>, 22 of 23 packages ready · 1 failed');
  });

  it('can be listed as CSV', async () => {
    const { teams, people } = app;
    const rollUp = await teams.sees((words) => words.includes('[Export list]'));

    await people.mia.presses(rollUp, 'Export list');

    const list = await teams.sees('machine,machineId,state');
    expect(list.conversationId).not.toContain('bulk');
    expect(
      live(list)
        .split('\n')
        .filter((line) => line.startsWith('LAB-')),
    ).toHaveLength(23);
  });

  it('are refused when there are too many, with a way out', async () => {
    const { teams, people } = app;
    const thousand = Array.from({ length: 1000 }, (_, at) => `ws-${1000 + at}`).join(', ');

    const { room } = await people.mia.says(`collect ${thousand}`, {
      in: teams.channel('too-many'),
    });

    await teams.sees('That’s 1,000 devices; the limit is 100 at once', { in: room });
    expect(onlyIn(room)).toHaveLength(1);
  });
});

describe('the word collect alone', () => {
  it('opens a form that collects what is filled in', async () => {
    const { teams, people } = app;
    const { room } = await people.mia.says('collect', { in: teams.channel('form') });
    const form = await teams.sees('Collect investigation packages', { in: room });

    await people.mia.presses(form, 'Collect', {
      inputs: { machines: 'WS-041', reason: 'lsass alert', incident: '4711' },
    });

    await teams.sees('WS-041 package ready', { in: room });
    const card = await teams.sees('WS-041 · Ready', { in: room });
    expect(live(card)).toContain('Reason: lsass alert');
    expect(live(card)).toContain('Incident: 4711');
  });

  it('offers a package of the last hour instead of a new one', async () => {
    const { teams, people } = app;
    const { room } = await people.omar.says('collect ws-041', { in: teams.channel('recent') });

    const offer = await teams.sees(/There’s already a package of WS-041 from .* by Mia Chen\)/, {
      in: room,
    });

    expect(live(offer)).toContain('[Get that package] [Collect a new one]');
  });
});

describe('somebody without a role', () => {
  it('is told the same of a machine that exists and of one that does not', async () => {
    const { teams, people } = app;

    const answers = await Promise.all(
      ['ws-042', 'ws-999'].map(async (name) => {
        const { room } = await people.anna.says(`collect ${name}`, { in: teams.channel(name) });
        return live(await teams.sees('You can’t use', { in: room }));
      }),
    );

    expect(new Set(answers).size).toBe(1);
  });
});
