import { openTestApp, type TestApp } from '../support/app';
import { noiseOf } from '../support/noise';
import { wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({
    policy: { ownRanges: [{ cidr: '10.0.0.0/8', name: 'Corporate' }] },
  });
});
afterAll(() => app.close());

let asked = 0;

/** Asks in a thread of its own; the report is what the thread's card becomes. */
async function ask(words: string) {
  const { people, teams } = app;
  const { room } = await people.anna.says(words, { in: teams.channel(`ips-${++asked}`) });
  return room;
}

async function reportOf(words: string, becomes: RegExp): Promise<string> {
  const room = await ask(words);
  const card = await app.teams.sees(becomes, { in: room });
  expect(noiseOf(app.teams.said(room))).toEqual({ cards: 1, replies: 0, mentions: 0 });
  return wordsOf(card.sent);
}

describe('the addresses of an incident', () => {
  it('come from evidence and from Defender’s own list, defanged, with where they were seen', async () => {
    const report = await reportOf('ips for incident 4711', /203\.0\.113\[\.\]77/);
    expect(report).toMatch(/IPs in incident 4711/i);
    expect(report).toContain('198.51.100[.]9');
    expect(report).toContain('Corporate');
    expect(report).not.toMatch(/203\.0\.113\.77/);
    expect(report).toMatch(/5 of 5 alerts read/);
  });

  it('are those of the incident it was merged into', async () => {
    const report = await reportOf('ips for incident 4700', /203\.0\.113\[\.\]77/);

    expect(report).toContain('198.51.100[.]9');
    expect(report).toContain('Merged into incident 4711. This report covers that incident.');
  });

  it('may be none, and then it says where it looked', async () => {
    const report = await reportOf('ips for incident 4712', /name no addresses except/);
    expect(report).toContain('3 alerts');
  });

  it('are not guessed for an incident that nobody knows', async () => {
    const report = await reportOf('ips for incident 999999', /Incident 999999 not found/);

    expect(report).toContain('Check the number, or ask for a window: ips last 24h.');
  });

  it('with hostile names in it link and mention nobody', async () => {
    const room = await ask('ips for incident 4706');

    const card = await app.teams.sees(/192\.0\.2\[\.\]150/, { in: room });
    const raw = JSON.stringify(card.sent);
    expect(raw).not.toMatch(/(?<!\\\\)\]\(https?:/);
    expect(raw).not.toContain('<at>');
    expect(card.sent.entities ?? []).toEqual([]);
  });

  it('are told to the channels that follow incidents, too', async () => {
    const { people, teams } = app;
    const incidents = teams.channel('incidents');
    await people.dana.says('subscribe incidents', { in: incidents });
    await teams.sees('this channel now gets incidents', { in: incidents });

    await reportOf('ips for incident 4707', /203\.0\.113\[\.\]7/);

    const told = await teams.sees(/203\.0\.113\[\.\]7/, { in: incidents });
    expect(told.conversationId).toBe(incidents.id);
  });
});

describe('the addresses of an alert', () => {
  it('are reported by the alert’s id', async () => {
    const report = await reportOf(
      'ips for alert da637472900382838869_1364969609',
      /203\.0\.113\[\.\]77/,
    );

    expect(report).toContain('2001:db8[::]bad:1');
  });

  it('are not guessed for an alert that nobody knows', async () => {
    await reportOf('ips for alert da637472900382838869_1', /Alert .* not found/);
  });

  it('are found by a link to the portal', async () => {
    await reportOf(
      'ips https://security.microsoft.com/alerts/da637472900382838869_1364969609',
      /203\.0\.113\[\.\]77/,
    );
  });
});

describe('the addresses of a span of time', () => {
  it('are those of the alerts in it, and the span is said', async () => {
    const report = await reportOf('ips last 24h high+', /203\.0\.113\[\.\]77/);
    expect(report).toContain('severity high');
  });

  it('with “critical” are those of High, and that is said', async () => {
    const room = await ask('ips last 24h critical');

    const report = await app.teams.sees(/203\.0\.113\[\.\]77/, { in: room });
    expect(wordsOf(report.sent)).toContain('severity high');
    await app.teams.sees('Defender has no “Critical” severity, so this uses High.', { in: room });
  });

  it('is at most 30 days, and a longer one is not cut in silence', async () => {
    const room = await ask('ips last 45d');

    await app.teams.sees('Reports cover up to 30 days, so this shows the latest.', { in: room });
  });

  it('may hold no alerts at all', async () => {
    const report = await reportOf('ips from 2026-01-01 to 2026-01-02', /There are no alerts/);

    expect(report).toContain('Wed 31 Dec 23:00 → Fri 2 Jan 23:00 UTC');
  });
});

describe('when Defender does not answer', () => {
  it('the report says so, and operations get an error report', async () => {
    const { people, simulator, teams } = app;
    const operations = teams.channel('operations');
    await people.dana.says('subscribe operations', { in: operations });
    await teams.sees('this channel now gets operations alerts', { in: operations });
    simulator.next('503', { path: '/v1.0/security/incidents/*', times: 16 });

    const report = await reportOf('ips for incident 4713', /Defender had an internal error/);
    const told = await teams.sees(/IP report failed/, { in: operations });
    expect(report).toContain('[Ask again]');
    expect(wordsOf(told.sent)).toContain('Requested by: Anna Weber');
    expect(simulator.unusedFaults()).toEqual([]);
  });

  it('for a moment, the report comes all the same', async () => {
    app.simulator.next('502 html', { path: '/v1.0/security/incidents/*', times: 5 });

    await reportOf('ips for incident 4713', /203\.0\.113\[\.\]77/);
  });
});
