import { type Simulator, startSimulator } from '../../simulator/simulator';
import { all, defenderAt } from '../support/defender';
import { recorded, reply, type StubServer, stubServer } from '../support/stub-server';

const span = { from: new Date('2026-11-19T00:00:00Z'), to: new Date('2026-11-20T00:00:00Z') };

function anAlert(change: object) {
  return { ...JSON.parse(recorded('alert-no-evidence')), ...change };
}

function page(...rows: object[]) {
  return { body: JSON.stringify({ value: rows }) };
}

describe('alerts', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await stubServer();
  });
  afterEach(() => server.close());
  const asked = (at = 0) => new URL(server.heard[at]?.url ?? '', 'http://x').searchParams;

  it('are read with evidence of every kind, known or not', async () => {
    server.replies(reply(200, 'alert-many-evidence'));
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    const alert = await defender.alert('da637472900382838869_1364969609');

    expect(alert).toMatchObject({
      id: 'da637472900382838869_1364969609',
      severity: 'high',
      incidentId: '4711',
      createdAt: '2026-11-19T23:11:06.1234567Z',
      machine: { id: '1e5bc9d7e413ddd7902c2932e418702b84d0cc07', name: 'wks-0042.contoso.example' },
      url: 'https://security.microsoft.com/alerts/da637472900382838869_1364969609',
    });
    expect(alert?.evidence.map(({ kind }) => kind)).toContain('SomeFutureType');
    expect(alert?.evidence.flatMap(({ address }) => address ?? [])).toEqual([
      '203.0.113.77',
      '2001:db8::bad:1',
      '10.20.30.5',
    ]);
    expect(alert?.evidence.find(({ kind }) => kind === 'Process')?.process).toBe('powershell.exe');
  });

  it('may have evidence of an address without the address', async () => {
    server.replies(reply(200, 'alert-ip-null'));
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    const alert = await defender.alert('da637472900382838869_2000000002');

    expect(alert?.evidence[0]).toMatchObject({ kind: 'Ip', address: null });
  });

  it('have no time where .NET wrote its first one, or nobody could read it', async () => {
    const none = '0001-01-01T00:00:00Z';
    const times = { firstEventTime: none, lastEventTime: 'soon', alertCreationTime: none };
    const item = { entityType: 'Ip', ipAddress: '203.0.113.9', evidenceCreationTime: none };
    server.replies({ status: 200, body: JSON.stringify(anAlert({ ...times, evidence: [item] })) });
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    const alert = await defender.alert('da637472900382838869_1364969609');

    expect(alert).toMatchObject({ createdAt: '', evidence: [{ address: '203.0.113.9' }] });
    const { firstActivity, lastActivity, evidence } = alert!;
    expect([firstActivity, lastActivity, evidence[0]!.seenAt]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each(['../machines', "x' or 1 eq 1", '', 'a b', 'x'.repeat(129), '-1'])(
    'are not looked for under %j',
    async (id) => {
      const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

      expect(await defender.alert(id)).toBeUndefined();
      expect(await defender.alertIps(id)).toEqual([]);
      expect(await defender.alertMachine(id)).toBeUndefined();
      expect(server.heard).toEqual([]);
    },
  );

  it('that are not there are nothing', async () => {
    server.replies({ status: 404 });
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    expect(await defender.alert('da1_2')).toBeUndefined();
  });

  it('of a span and one severity are asked for in one condition chain', async () => {
    server.replies(reply(200, 'alerts-list-expanded'));
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    const pages = await all(defender.alerts({ ...span, severity: ['high'] }));

    expect(asked().get('$filter')).toBe(
      'alertCreationTime ge 2026-11-19T00:00:00.000Z and alertCreationTime lt ' +
        "2026-11-20T00:00:00.000Z and severity eq 'High'",
    );
    expect(asked().get('$expand')).toBe('evidence');
    expect(pages.flat()[0]?.evidence.length).toBeGreaterThan(0);
  });

  it('of several severities are picked here: the filter would need parentheses', async () => {
    server.replies(
      page(
        anAlert({ id: 'a', severity: 'Low' }),
        anAlert({ id: 'b', severity: 'MEDIUM' }),
        anAlert({ id: 'c', severity: 'High' }),
        anAlert({ id: 'd', severity: 'UnSpecified' }),
      ),
    );
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    const pages = await all(defender.alerts({ ...span, severity: ['medium', 'high'] }));

    expect(pages.flat().map(({ id, severity }) => [id, severity])).toEqual([
      ['b', 'medium'],
      ['c', 'high'],
    ]);
    expect(asked().get('$filter')).not.toMatch(/severity|[()]/);
  });

  it('come each once, though rows move while we read', async () => {
    const first = Array.from({ length: 10_000 }, (_, n) => anAlert({ id: `a${n}` }));
    server.replies(page(...first), page(anAlert({ id: 'a9999' }), anAlert({ id: 'a10000' })));
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    const ids = (await all(defender.alerts(span))).flat().map(({ id }) => id);

    expect(ids).toEqual(Array.from({ length: 10_001 }, (_, n) => `a${n}`));
    expect(asked(1).get('$skip')).toBe('10000');
  });

  it('have addresses under a name of their own', async () => {
    server.replies(reply(200, 'alert-ips'), reply(200, 'alert-ips-empty'), { status: 404 });
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    const addresses = await defender.alertIps('da1_2');

    expect(addresses).toEqual(['203.0.113.77', '198.51.100.9', '2001:db8::bad:1', '10.20.30.5']);
    expect(await defender.alertIps('da1_3')).toEqual([]);
    expect(await defender.alertIps('da1_4')).toEqual([]);
  });

  it.each([
    ['ip-stats', 12],
    ['ip-stats-legacy', 12],
    ['ip-stats-unknown', 0],
  ])('count the machines behind an address (%s)', async (body, prevalence) => {
    server.replies(reply(200, body));
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    const statistics = await defender.ipStatistics('2001:db8::1');

    expect(server.heard[0]?.url).toBe('/api/ips/2001%3Adb8%3A%3A1/stats?lookBackHours=720');
    expect(statistics).toMatchObject({ ip: '2001:db8::1', prevalence });
    expect(statistics.firstSeen === undefined).toBe(prevalence === 0);
  });
});

describe('thousands of alerts', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.close());

  it('are read some at a time', async () => {
    simulator.generateAlerts(2500);
    const { defender } = defenderAt(simulator.url);
    const seen = new Set<string>();
    let largest = 0;

    for await (const rows of defender.alerts({ from: new Date(0), to: new Date('2100-01-01') })) {
      for (const { id } of rows) seen.add(id);
      largest = Math.max(largest, rows.length);
    }

    expect(seen.size).toBeGreaterThanOrEqual(2500);
    expect(largest).toBeLessThanOrEqual(500);
  });
});

describe('alerts of every product', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.close());
  const lastWeek = { from: new Date(Date.now() - 7 * 86_400_000), to: new Date() };

  it('are read from Graph, one by its id and those of a time range', async () => {
    const { defender } = defenderAt(simulator.url, { incidentSource: 'graph' });

    const mail = await defender.alert('fa0123456789abcdef_x');
    const range = (await all(defender.alerts(lastWeek))).flat();

    expect(defender.alertProducts).toBe('all');
    expect(mail).toMatchObject({ source: 'microsoftDefenderForOffice365' });
    expect(range.map(({ id }) => id)).toContain('fa0123456789abcdef_x');
    expect(new Set(range.map(({ source }) => source)).size).toBe(2);
  });

  it('keep those of the wanted severities', async () => {
    const { defender } = defenderAt(simulator.url, { incidentSource: 'graph' });

    const range = (await all(defender.alerts({ ...lastWeek, severity: ['low', 'high'] }))).flat();

    expect(new Set(range.map(({ severity }) => severity))).toEqual(new Set(['low', 'high']));
  });

  it('are Defender for Endpoint’s where incidents come from another source', async () => {
    const { defender } = defenderAt(simulator.url, { incidentSource: 'xdr' });

    const range = (await all(defender.alerts(lastWeek))).flat();

    expect(defender.alertProducts).toBe('endpoint');
    expect(new Set(range.map(({ source }) => source))).toEqual(
      new Set(['microsoftDefenderForEndpoint']),
    );
  });
});
