import { type Simulator, startSimulator } from '../../simulator/simulator';
import { DefenderRefusedError } from '../../src/domain/errors';
import { all, defenderAt } from '../support/defender';
import { recorded, reply, type StubServer, stubServer } from '../support/stub-server';

const since = new Date('2026-11-19T00:00:00Z');
const machine = {
  id: '1e5bc9d7e413ddd7902c2932e418702b84d0cc07',
  name: 'wks-0042.contoso.example',
};

describe('incidents', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await stubServer();
  });
  afterEach(() => server.close());
  const paths = () => server.heard.map(({ url }) => decodeURIComponent(url));

  it('of Graph have alerts, devices with their addresses, and evidence of kinds to come', async () => {
    server.replies(reply(200, 'graph-incident-expanded'));
    const { defender } = defenderAt(server.url);

    const incident = await defender.incident('4711');

    expect(paths()).toEqual(['/v1.0/security/incidents/4711?$expand=alerts']);
    expect(server.heard[0]?.headers['prefer']).toBe('include-unknown-enum-members');
    expect(incident).toMatchObject({ id: '4711', severity: 'high', status: 'active' });
    const [alert] = incident?.alerts ?? [];
    expect(alert).toMatchObject({ severity: 'high', incidentId: '4711', machine });
    expect(alert?.evidence[0]).toMatchObject({
      kind: 'Device',
      device: { ...machine, health: 'Active' },
    });
    expect(alert?.evidence[0]?.addresses?.map(({ role }) => role)).toEqual([
      ...['device', 'egress', 'interface', 'interface', 'interface', 'interface'],
    ]);
    expect(alert?.evidence[1]).toMatchObject({
      kind: 'Ip',
      address: '203.0.113.77',
      country: 'NL',
      roles: ['commandAndControl'],
    });
    expect(alert?.evidence.map(({ kind }) => kind)).toEqual([
      'Device',
      'Ip',
      'Ip',
      'User',
      'Process',
      'Url',
      'SomeFuture',
    ]);
  });

  it('that were merged say into which', async () => {
    server.replies(reply(200, 'graph-incident-redirected'));
    const { defender } = defenderAt(server.url);

    expect(await defender.incident('4700')).toMatchObject({ redirectedTo: '4711', alerts: [] });
  });

  it('link to the portal only, whatever link Graph gives', async () => {
    const incident = JSON.parse(recorded('graph-incident-redirected'));
    const incidentWebUrl = 'https://security.microsoft.com.evil.example/incident2/4700';
    server.replies({ body: JSON.stringify({ ...incident, incidentWebUrl }) });
    const { defender } = defenderAt(server.url);

    const { url } = (await defender.incident('4700')) ?? {};

    expect(url).toBe('https://security.microsoft.com/incident2/4700/overview');
  });

  it.each(['4711/alerts', '../4711', "4711' or 1 eq 1", '', '-1', '9'.repeat(20)])(
    'are not looked for under %j',
    async (id) => {
      for (const incidentSource of ['graph', 'xdr', 'mde'] as const) {
        const { defender } = defenderAt(server.url, { incidentSource });

        expect(await defender.incident(id)).toBeUndefined();
      }
      expect(server.heard).toEqual([]);
    },
  );

  it('of Graph are read page by page along its links', async () => {
    const incident = JSON.parse(recorded('graph-incident-redirected'));
    const next = `${server.url}/v1.0/security/incidents?$skiptoken=a%2Fb`;
    server.replies(
      { body: JSON.stringify({ value: [incident], '@odata.nextLink': next }) },
      { body: JSON.stringify({ value: [{ ...incident, id: '4701' }] }) },
    );
    const { defender } = defenderAt(server.url);

    const pages = await all(defender.incidentsSince(since));

    expect(pages.flat().map(({ id }) => id)).toEqual(['4700', '4701']);
    expect(paths()[0]).toBe(
      '/v1.0/security/incidents?$filter=lastUpdateDateTime ge 2026-11-19T00:00:00.000Z' +
        '&$expand=alerts&$top=50',
    );
    expect(server.heard[1]?.url).toBe('/v1.0/security/incidents?$skiptoken=a%2Fb');
  });

  it.each(['https://evil.example/v1.0/x', 'https://127.0.0.1/x', 'http://127.0.0.1.evil.example/'])(
    'are not followed to %s: the token would go there',
    async (next) => {
      server.replies({ body: JSON.stringify({ value: [], '@odata.nextLink': next }) });
      const { defender } = defenderAt(server.url);

      const pages = all(defender.incidentsSince(since));

      await expect(pages).rejects.toThrow('another host');
      expect(server.heard).toHaveLength(1);
    },
  );

  it('are read one by one where a large tenant gets 500 for all with their alerts', async () => {
    const list = { value: [{ id: '4711' }, { id: '4712' }] };
    server.replies(
      ...Array(4).fill(reply(500, 'error-500')),
      { body: JSON.stringify(list) },
      reply(200, 'graph-incident-expanded'),
      { status: 404 },
    );
    const { defender } = defenderAt(server.url);

    const pages = await all(defender.incidentsSince(since));

    expect(pages.flat().map(({ id, alerts }) => [id, alerts.length])).toEqual([['4711', 1]]);
  });

  it('are read one by one from the start when it is a later page that gets the 500', async () => {
    const next = `${server.url}/v1.0/security/incidents?$skiptoken=2`;
    server.replies(
      { body: JSON.stringify({ value: [{ id: '4711' }], '@odata.nextLink': next }) },
      ...Array(4).fill(reply(500, 'error-500')),
      { body: JSON.stringify({ value: [{ id: '4711' }] }) },
      reply(200, 'graph-incident-expanded'),
    );
    const { defender } = defenderAt(server.url);

    const pages = await all(defender.incidentsSince(since));

    expect(pages.flat().map(({ id, alerts }) => [id, alerts.length])).toEqual([
      ['4711', 0],
      ['4711', 1],
    ]);
  });

  it('wait for none that Defender can’t give, which is told at the end', async () => {
    const list = { value: [{ id: '4710' }, { id: '4711' }] };
    server.replies(
      ...Array(4).fill(reply(500, 'error-500')),
      { body: JSON.stringify(list) },
      ...Array(4).fill(reply(500, 'error-500')),
      reply(200, 'graph-incident-expanded'),
    );
    const { defender } = defenderAt(server.url);
    const read: string[] = [];

    const reading = (async () => {
      for await (const page of defender.incidentsSince(since))
        read.push(...page.map(({ id }) => id));
    })();

    await expect(reading).rejects.toBeInstanceOf(DefenderRefusedError);
    expect(read).toEqual(['4711']);
  });

  it('of XDR have the same shape', async () => {
    server.replies(reply(200, 'incident-xdr'), reply(200, 'incidents-xdr-list'));
    const { defender } = defenderAt(server.url, { incidentSource: 'xdr' });

    const incident = await defender.incident('4711');
    const pages = await all(defender.incidentsSince(since));

    expect(incident).toMatchObject({ id: '4711', severity: 'high', status: 'active' });
    expect(incident?.alerts[0]).toMatchObject({ incidentId: '4711', machine });
    expect(incident?.alerts[0]?.evidence.map(({ kind, address }) => [kind, address])).toEqual([
      ['Device', undefined],
      ['Ip', '203.0.113.77'],
      ['Process', undefined],
      ['User', undefined],
    ]);
    expect(incident?.alerts[1]).toMatchObject({ severity: 'informational', machine: undefined });
    expect(pages.flat().map(({ id, redirectedTo }) => [id, redirectedTo])).toEqual([
      ['4711', undefined],
      ['4700', '4711'],
    ]);
    expect(paths()[1]).toContain('$top=100');
  });

  it('of MDE are alerts put together: worst severity, first name, last change', async () => {
    const alert = JSON.parse(recorded('alert-no-evidence'));
    const late = { ...alert, id: 'b', severity: 'Low', lastUpdateTime: '2026-11-20T09:00:00Z' };
    const early = { ...alert, id: 'a', title: 'First', alertCreationTime: '2026-11-01T00:00:00Z' };
    server.replies(
      { body: JSON.stringify({ value: [late] }) },
      { body: JSON.stringify({ value: [late, { ...early, status: 'Resolved' }] }) },
    );
    const { defender } = defenderAt(server.url, { incidentSource: 'mde' });

    const [incidents] = await all(defender.incidentsSince(since));

    expect(incidents).toMatchObject([
      {
        id: '4711',
        name: 'First',
        severity: 'high',
        status: 'active',
        createdAt: '2026-11-01T00:00:00Z',
        updatedAt: '2026-11-20T09:00:00Z',
      },
    ]);
    expect(paths()[1]).toContain('$filter=incidentId eq 4711&$expand=evidence');
  });
});

describe('a pretended company', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(async () => {
    await simulator.close();
    expect(simulator.unknownRequests()).toEqual([]);
  });

  it.each(['graph', 'xdr', 'mde'] as const)('tells its incidents by way of %s', async (source) => {
    const { defender } = defenderAt(simulator.url, { incidentSource: source });

    const pages = await all(defender.incidentsSince(new Date(0)));
    const incidents = pages.flat();
    const withAlerts = incidents.find(({ alerts }) => alerts.length > 0);

    expect(incidents.length).toBeGreaterThan(5);
    expect(withAlerts?.alerts[0]?.machine?.id).toMatch(/^[0-9a-f]{40}$/);
    // A rule that names a product means it whatever the way.
    const products = incidents.flatMap(({ alerts }) => alerts.map((one) => one.source ?? ''));
    expect(products.map((name) => name.toLowerCase())).toContain('microsoftdefenderforendpoint');
    expect(await defender.incident(withAlerts?.id ?? '')).toMatchObject({ id: withAlerts?.id });
    expect(await defender.incident('999999999')).toBeUndefined();
  });
});
