import { startSimulator } from '../../simulator/simulator';
import {
  collect,
  differences,
  errorOf,
  example,
  get,
  post,
  simulatorForTests,
  values,
  ws042,
} from './visitor';

const world = simulatorForTests();
const alert = 'da637472900382838869_1364969609';

describe('the answers have the documented shape', () => {
  it.each`
    path                                                                   | documented
    ${`/api/machines/${ws042}`}                                            | ${'machine'}
    ${'/api/machines/ws-042.contoso.example'}                              | ${'machine'}
    ${'/api/machines/d03994c9f24db587749ae9006da1cca2d4d2b1f1'}            | ${'machine-inactive-sparse'}
    ${'/api/machines/srv-dc01.contoso.example'}                            | ${'machine-vm-server'}
    ${"/api/machines?$filter=computerDnsName eq 'ws-048.contoso.example'"} | ${'machines-list-duplicates'}
    ${"/api/machines?$filter=computerDnsName eq 'ghost'"}                  | ${'machines-list-empty'}
    ${'/api/machineactions'}                                               | ${'machineactions-list'}
    ${'/api/alerts'}                                                       | ${'alerts-list-noexpand'}
    ${'/api/alerts?$expand=evidence'}                                      | ${'alerts-list-expanded'}
    ${`/api/alerts/${alert}`}                                              | ${'alert-many-evidence'}
    ${'/api/alerts/da637472900382838869_2000000002'}                       | ${'alert-ip-null'}
    ${'/api/alerts/ar637472900382838869_5'}                                | ${'alert-resolved'}
    ${`/api/alerts/${alert}/ips`}                                          | ${'alert-ips'}
    ${`/api/alerts/${alert}/domains`}                                      | ${'alert-domains'}
    ${`/api/alerts/${alert}/machine`}                                      | ${'alert-machine'}
    ${'/api/ips/203.0.113.77/stats'}                                       | ${'ip-stats'}
    ${'/api/ips/192.0.2.200/stats'}                                        | ${'ip-stats-unknown'}
    ${'/api/incidents/4711'}                                               | ${'incident-xdr'}
    ${'/v1.0/security/incidents/4711?$expand=alerts'}                      | ${'graph-incident-expanded'}
    ${'/v1.0/security/incidents/4700'}                                     | ${'graph-incident-redirected'}
    ${`/v1.0/security/alerts_v2/${alert}`}                                 | ${'graph-alert-v2'}
  `('$path as in $documented', async ({ path, documented }) => {
    const answer = await get(`${world.simulator.url}${path}`);

    expect(answer.status).toBe(200);
    expect(differences(answer.json, example(documented))).toEqual([]);
  });

  it('a collection that begins', async () => {
    const answer = await collect(world.simulator);

    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      status: 'Pending',
      requestSource: 'PublicApi',
      scope: null,
    });
    expect(differences(answer.json, example('collect-201'))).toEqual([]);
  });

  it('a package link, quoted inside the string unless the switch says otherwise', async () => {
    const { simulator } = world;
    const { json } = await collect(simulator);
    simulator.clock.advance(600_000);
    const path = `${simulator.url}/api/machineactions/${json['id']}/getPackageUri`;

    const quoted = await get(path);
    simulator.switch({ packageLink: 'unquoted' });
    const plain = await get(path);

    expect(differences(quoted.json, example('getpackageuri-200'))).toEqual([]);
    expect(quoted.json['value']).toMatch(/^"http:\/\/127\.0\.0\.1:\d+\/safedownload\/.*%2f.*%3d"$/);
    expect(plain.json['value']).toMatch(/^http/);
  });

  it.each`
    path                                   | status | documented
    ${'/api/machines/0000'}                | ${404} | ${'error-404-machine'}
    ${'/api/machineactions/0000'}          | ${404} | ${'error-404-action'}
    ${'/api/machineactions?$stop=5'}       | ${400} | ${'error-400-odata-unknown-option'}
    ${'/api/ips/not-an-ip/stats'}          | ${400} | ${'error-400-invalid-ip'}
    ${'/v1.0/security/incidents?$top=100'} | ${400} | ${'graph-400-top-exceeded'}
  `('a refusal: $documented', async ({ path, status, documented }) => {
    const answer = await get(`${world.simulator.url}${path}`);
    const wanted = example(documented)['error'] as { code: string };

    expect(answer.status).toBe(status);
    expect(errorOf(answer)['code']).toBe(wanted.code);
    expect(differences(answer.json, example(documented))).toEqual([]);
  });

  it('says of an unknown option and of a too large $top exactly what was observed', async () => {
    const stop = await get(`${world.simulator.url}/api/machineactions?$stop=5`);
    const top = await get(`${world.simulator.url}/v1.0/security/incidents?$top=100`);

    expect(stop.json).toEqual(example('error-400-odata-unknown-option'));
    expect(errorOf(top)['message']).toBe(
      (example('graph-400-top-exceeded')['error'] as { message: string }).message,
    );
  });

  it('leaves keys out of XDR entities where the MDE API would write null', async () => {
    const { json } = await get(`${world.simulator.url}/api/incidents/4711`);
    const alerts = json['alerts'] as { entities: Record<string, unknown>[] }[];
    const entities = alerts.flatMap((each) => each.entities);

    expect(entities.length).toBeGreaterThan(5);
    expect(entities.flatMap((entity) => Object.values(entity))).not.toContain(null);
  });
});

describe('the company', () => {
  it('has about sixty machines and the awkward ones among them', async () => {
    const machines = values(await get(`${world.simulator.url}/api/machines`));
    const named = (name: string) =>
      machines.filter(({ computerDnsName }) => computerDnsName === `${name}.contoso.example`);

    expect(machines.length).toBeGreaterThanOrEqual(60);
    expect(
      named('fin-lap-07').filter(({ healthStatus }) => healthStatus === 'Active'),
    ).toHaveLength(2);
    expect(named('ws-048')).toHaveLength(3);
    expect(named('ws-042')).toMatchObject([{ id: ws042, healthStatus: 'Active' }]);
    expect(machines.some(({ computerDnsName }) => computerDnsName === null)).toBe(true);
  });

  it('has about forty alerts in a dozen incidents', async () => {
    const count = await get(`${world.simulator.url}/api/alerts/$count`);
    const incidents = values(await get(`${world.simulator.url}/api/incidents`));
    const inIncident = (id: number) =>
      incidents.find(({ incidentId }) => incidentId === id)?.['alerts'] as object[];

    expect(Number(count.text)).toBeGreaterThanOrEqual(38);
    expect(incidents.length).toBeGreaterThanOrEqual(12);
    expect(inIncident(4713)).toHaveLength(11);
    expect(inIncident(4712)).toHaveLength(3);
    expect(incidents.find(({ incidentId }) => incidentId === 4700)).toMatchObject({
      status: 'Redirected',
      redirectIncidentId: 4711,
    });
  });

  it('knows alerts whose list of addresses and evidence disagree', async () => {
    const alerts = values(
      await get(`${world.simulator.url}/api/alerts?$filter=incidentId eq 4705&$expand=evidence`),
    );
    const ips = await Promise.all(
      alerts.map(
        async ({ id }) => values(await get(`${world.simulator.url}/api/alerts/${id}/ips`)).length,
      ),
    );
    const inEvidence = alerts.map(
      ({ evidence }) =>
        (evidence as { ipAddress: unknown }[]).filter(({ ipAddress }) => ipAddress).length,
    );

    expect([...ips].sort()).toEqual([0, 2]);
    expect([...inEvidence].sort()).toEqual([0, 2]);
    expect(ips).not.toEqual(inEvidence);
  });

  it('finds machines by tag and by address', async () => {
    const { url, clock } = world.simulator;
    const now = clock.now().toISOString();

    const tagged = values(
      await get(`${url}/api/machines/findbytag?tag=Tier&useStartsWithFilter=true`),
    );
    const found = values(
      await get(`${url}/api/machines/findbyip(ip='10.20.30.42',timestamp=${now})`),
    );
    const old = await get(
      `${url}/api/machines/findbyip(ip='10.20.30.42',timestamp=2020-01-01T00:00:00Z)`,
    );

    expect(tagged).toHaveLength(3);
    expect(found).toMatchObject([{ id: ws042 }]);
    expect(old.status).toBe(400);
  });

  it('lets incidents arrive over the first minutes when it is asked to', async () => {
    const lively = await startSimulator({ incidents: 'arrive' });
    try {
      const newest = async () =>
        values(await get(`${lively.url}/v1.0/security/incidents?$top=1`))[0]?.['id'];

      const first = await newest();
      lively.clock.advance(25_000);
      const second = await newest();
      lively.clock.advance(200_000);
      const last = await newest();

      expect([first, second, last]).toEqual(['4713', '4714', '4717']);
    } finally {
      await lively.close();
    }
  });

  it('has one more incident when the admin door says so', async () => {
    const { simulator } = world;
    const added = await post(`${simulator.url}/_sim/incidents`, {
      title: 'Fresh',
      machine: 'ws-041',
      ips: ['203.0.113.5'],
    });
    const id = (added.json['incident'] as { id: number }).id;

    const incident = await get(`${simulator.url}/v1.0/security/incidents/${id}?$expand=alerts`);

    expect(incident.json).toMatchObject({ displayName: 'Fresh', alerts: [{ title: 'Fresh' }] });
  });

  it('moves the time of the last change when an alert joins an incident or somebody resolves it', async () => {
    const { url, clock } = world.simulator;
    // By the second: Defender's times have from none to seven digits behind it.
    const since = `${clock.now().toISOString().slice(0, 19)}Z`;
    const changed = async () =>
      values(
        await get(`${url}/v1.0/security/incidents?$filter=lastUpdateDateTime ge ${since}`),
      ).map(({ id, status }) => [id, status]);

    const before = await changed();
    await post(`${url}/_sim/alerts`, { incidentId: 4712, title: 'One more', machine: 'ws-045' });
    await post(`${url}/_sim/incidents`, { id: 4711, status: 'Resolved' });
    const after = await changed();

    expect(before).toEqual([]);
    expect(after).toEqual([
      ['4712', 'active'],
      ['4711', 'resolved'],
    ]);
  });

  it('can make as many alerts as a load test wants', async () => {
    await post(`${world.simulator.url}/_sim/alerts`, { generate: 10_050 });

    const all = await get(`${world.simulator.url}/api/alerts`);
    const rest = await get(String(all.json['@odata.nextLink']));

    expect(values(all)).toHaveLength(10_000);
    expect(values(rest).length).toBeGreaterThan(50);
  });
});
