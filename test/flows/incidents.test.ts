import { ip } from '../../simulator/company/scenario';
import { openTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';
import { noiseOf } from '../support/noise';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({
    policy: {
      triggers: [
        {
          name: 'high-severity',
          incident: { severity: ['High'] },
          collect: 'compromised',
          ipReport: true,
          perHour: 5,
        },
      ],
    },
  });
});
afterAll(() => app.close());

const step = (number: number) => ({ title: `Hands on keyboard, step ${number}`, on: ['ws-048'] });

describe('an incident', () => {
  it('of eleven alerts on one machine brings one card, one package and no word typed', async () => {
    const { people, simulator, teams } = app;
    const soc = teams.channel('incidents');
    await people.dana.says('subscribe incidents high+', { in: soc });
    await teams.sees(/Subscribed: this channel now gets incidents of severity high/, {
      in: soc,
    });

    const { incident } = simulator.addIncident({
      name: 'Hands-on-keyboard attack <at>Everyone</at>',
      alerts: Array.from({ length: 11 }, (_, at) => step(at + 1)),
    });

    await teams.sees(`High ▲ · Incident ${incident.id} · Hands-on-keyboard attack`, {
      in: soc,
    });
    await teams.sees('Rule “high-severity” started a package collection on 1 device', {
      in: soc,
    });
    await teams.sees(/^✅ WS-048 · Ready/, { in: soc });
    const card = await teams.sees(/WS-048 · Ready · C-/, { in: soc });
    await teams.sees('WS-048 package ready', { in: soc });
    await teams.sees(/IPs in incident/, { in: soc });
    const [, ...posts] = teams.said(soc);
    // The incident, its package and its addresses, and that the package is ready: nobody is
    // mentioned.
    expect(noiseOf(posts)).toEqual({ cards: 3, replies: 1, mentions: 0 });
    expect(card.conversationId).toBe(soc.id);
    const [call, ...others] = collectCalls();
    expect(others).toEqual([]);
    expect(JSON.parse(call!.body).Comment).toMatch(
      new RegExp(`\\(policy:high-severity\\), incident ${incident.id}: Hands-on-keyboard attack`),
    );
  });

  it('has one report that grows on its card when alerts come late', async () => {
    const { simulator, teams } = app;
    const soc = teams.channel('incidents');
    const beacon = (address: string) => ({
      title: 'A beacon',
      on: ['ws-048'],
      evidence: [ip(address)],
    });
    const { incident } = simulator.addIncident({
      name: 'It calls home',
      alerts: [beacon('203.0.113.201')],
    });
    const report = await teams.sees(/IPs in incident [\s\S]+203\.0\.113\[\.\]201/, {
      in: soc,
    });

    simulator.addIncident({ id: incident.id, alerts: [beacon('203.0.113.202')] });

    const renewed = await teams.sees(
      /IPs in incident [\s\S]+\+1 new since [\s\S]+203\.0\.113\[\.\]202/,
      { in: soc },
    );
    expect(renewed.id).toBe(report.id);
  });

  it('has a report that failed read again, on its card, as soon as Defender allows it', async () => {
    const { simulator, teams } = app;
    const soc = teams.channel('incidents');
    const { incident } = simulator.addIncident({
      name: 'Read in vain',
      alerts: [{ title: 'A beacon', on: ['ws-048'], evidence: [ip('203.0.113.205')] }],
    });
    simulator.next('403', { path: `/v1.0/security/incidents/${incident.id}` });
    const failed = await teams.sees(new RegExp(`Failed · IPs in incident ${incident.id}`), {
      in: soc,
    });

    const renewed = await teams.sees(
      new RegExp(`IPs in incident ${incident.id}[\\s\\S]+203\\.0\\.113\\[\\.\\]205`),
      { in: soc },
    );

    expect(renewed.id).toBe(failed.id);
  });

  it('is stopped, explained, muted and resumed by its buttons and words', async () => {
    const { people, simulator, teams } = app;
    const soc = teams.channel('incidents');
    simulator.script('ws-049', 'never ends');
    const { incident } = simulator.addIncident({
      name: 'A second one',
      alerts: [{ title: 'Something ran', on: ['ws-049'] }],
    });
    const card = await teams.sees(/WS-049 · (Queued|Collecting|Waiting for device) · C-/, {
      in: soc,
    });

    await people.anna.presses(card, 'Why do I see this?');
    await teams.sees(`Why you’re seeing incident ${incident.id}`, { in: soc });
    await people.mia.presses(card, 'Stop');
    await people.dana.presses(card, 'Stop');
    await teams.sees(/WS-049 · Cancelled · C-/, { in: soc });
    const before = collectCalls().length;
    simulator.addIncident({ id: incident.id, alerts: [{ title: 'And again', on: ['ws-044'] }] });
    const stopped = await teams.sees(
      /Rules stopped by Dana .+[\s\S]+WS-044 · Nothing was started/,
      { in: soc },
    );
    expect(collectCalls().length - before).toBe(0);
    await people.dana.presses(stopped, 'Resume');
    await teams.sees(/WS-044 · (Queued|Collecting|Preparing link|Ready) · C-/, {
      in: soc,
    });
    await people.dana.says('mute high-severity 7d', { in: soc });
    await teams.sees('Rule “high-severity” is muted until', { in: soc });
    await people.dana.says('resume high-severity', { in: soc });
    await teams.sees('Rule “high-severity” resumed', { in: soc });
  });

  it('that is stopped while Defender is away starts nothing, and lists no addresses', async () => {
    const { people, simulator, teams } = app;
    const soc = teams.channel('incidents');
    const before = collectCalls().length;
    const { id: machine } = simulator.addMachine({ name: 'away-1' });
    const path = `/api/machines/${machine}`;
    simulator.next('drops the line', { path, times: 30 });
    const { incident } = simulator.addIncident({
      name: 'Stopped in time',
      alerts: [{ title: 'It calls home', on: ['away-1'], evidence: [ip('203.0.113.203')] }],
    });
    const card = await teams.sees(/Stopped in time[\s\S]+AWAY-1 · Starting/, {
      in: soc,
    });

    await people.dana.presses(card, 'Stop');

    const stopped = await teams.sees(
      /Stopped in time[\s\S]+made no IP report[\s\S]+Rules stopped by Dana[\s\S]+AWAY-1 · Nothing was started/,
      { in: soc },
    );
    await eventually(() => simulator.calls({ path }).some(({ status }) => status === 200));
    await aLaterWorkflow();
    expect(collectCalls().length - before).toBe(0);
    expect(reportsOf(incident.id)).toEqual([]);

    await people.dana.presses(stopped, 'Resume');

    await teams.sees(/Stopped in time[\s\S]+AWAY-1 · (Queued|Collecting|Preparing link|Ready)/, {
      in: soc,
    });
    await eventually(() => reportsOf(incident.id).length > 0);
    expect(collectCalls().length - before).toBe(1);
  });

  it('whose rule is muted brings no card, no package and no addresses', async () => {
    const { people, simulator, teams } = app;
    const soc = teams.channel('incidents');
    const before = collectCalls().length;
    await people.dana.says('subscribe operations', { in: teams.channel('operations') });
    await people.dana.says('mute high-severity 7d', { in: soc });
    await teams.sees('Rule “high-severity” is muted until', { in: soc });
    const alerts = [{ title: 'It calls home', on: ['ws-045'], evidence: [ip('203.0.113.204')] }];
    const { incident } = simulator.addIncident({ name: 'While it rests', alerts });
    const looks = () => simulator.calls({ path: '/v1.0/security/incidents', status: 200 }).length;
    const seen = looks();
    await eventually(() => looks() > seen + 6);
    const told = teams.transcript().filter((words) => words.includes('While it rests'));
    expect(told).toEqual([]);
    expect(reportsOf(incident.id)).toEqual([]);
    expect(collectCalls()).toHaveLength(before);

    await people.dana.says('resume high-severity', { in: soc });
    await teams.sees('Rule “high-severity” resumed', { in: soc });
    simulator.addIncident({ id: incident.id, alerts: [{ title: 'Again', on: ['ws-045'] }] });

    await teams.sees(/High ▲ · Incident \d+ · While it rests[\s\S]+2 alerts/, {
      in: soc,
    });
    await eventually(() => reportsOf(incident.id).length > 0);
  });

  it('that came while Bailiff was down is found when it is back', async () => {
    const { simulator, teams } = app;
    await app.kill();
    const { incident } = simulator.addIncident({
      name: 'While nobody looked',
      alerts: [{ title: 'Something ran', on: ['ws-051'] }],
    });
    simulator.clock.advance(86_400_000);

    await app.start();

    const soc = teams.channel('incidents');
    await teams.sees(`Incident ${incident.id} · While nobody looked`, {
      in: soc,
    });
    await teams.sees(/^✅ WS-051 · Ready/, { in: soc });
  });

  it('is read at once when automation posts it', async () => {
    const { bailiff, teams } = app;
    const soc = teams.channel('incidents');

    const answer = await fetch(`http://127.0.0.1:${bailiff.port}/api/incidents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ incidentId: '4713' }),
    });

    expect(answer.status).toBe(202);
    await teams.sees(/^✅ WS-050 · Ready/, { in: soc });
  });

  it('of too many machines pauses the rule, until a lead resumes it', async () => {
    const { people, simulator, teams } = app;
    const soc = teams.channel('incidents');
    await people.dana.says('subscribe operations', { in: teams.channel('operations') });
    const before = collectCalls().length;
    simulator.addIncident({
      name: 'A worm',
      alerts: [
        { title: 'It spreads', on: ['ws-052', 'ws-053', 'ws-054', 'ws-055', 'ws-056', 'ws-057'] },
      ],
    });

    await teams.sees('Rule “high-severity” paused', { in: soc });
    const failureAlert = await teams.sees('Rule “high-severity” paused', {
      in: teams.channel('operations'),
    });
    await teams.sees(/Paused: the rule reached its limit/, { in: soc });
    const held = collectCalls().length - before;
    await people.dana.presses(failureAlert, 'Resume');

    await teams.sees('started a package collection on 6 devices', { in: soc });
    await teams.sees(() => collectCalls().length - before >= 6, { in: soc });
    expect(held).toBeLessThan(6);
    expect(collectCalls().length - before).toBe(6);
  });
});

/**
 * An incident without machines, from its alert to its report: earlier workflows have finished by
 * then.
 */
async function aLaterWorkflow(): Promise<void> {
  const evidence = [ip('203.0.113.209')];
  const alerts = [{ title: 'It calls home', on: [], evidence }];
  const { incident } = app.simulator.addIncident({ name: 'A later one', alerts });
  await eventually(() => reportsOf(incident.id).some((words) => words.includes('113[.]209')));
}

/** All operations channels: an incident without subscribers is reported there. */
function reportsOf(incident: number): string[] {
  return app.teams.transcript().filter((words) => words.includes(`IPs in incident ${incident}`));
}

function collectCalls() {
  const posts = app.simulator.calls({ method: 'POST' });
  return posts.filter(({ path }) => path.endsWith('/collectInvestigationPackage'));
}
