import { collect, errorOf, get, linkTo, post, simulatorForTests, values, ws042 } from './visitor';

const world = simulatorForTests();
const machine = () => get(`${world.simulator.url}/api/machines/${ws042}`);

describe('a fault', () => {
  it.each`
    fault                | status
    ${'429'}             | ${429}
    ${'429 observed'}    | ${429}
    ${'500'}             | ${500}
    ${'502 html'}        | ${502}
    ${'503'}             | ${503}
    ${'401'}             | ${401}
    ${'401 no licence'}  | ${401}
    ${'403'}             | ${403}
    ${'403 feature off'} | ${403}
    ${'flaky 404'}       | ${404}
  `('"$fault" hits one request with $status and is used up', async ({ fault, status }) => {
    world.simulator.next(fault);

    const hit = await machine();
    const next = await machine();

    expect([hit.status, next.status]).toEqual([status, 200]);
    expect(world.simulator.unusedFaults()).toEqual([]);
  });

  it('waits for the path it is meant for', async () => {
    const { simulator } = world;
    simulator.next('429', { retryAfter: 7, path: '/api/alerts' });

    const other = await machine();
    const waiting = simulator.unusedFaults().length;
    const hit = await get(`${simulator.url}/api/alerts`);

    expect([other.status, waiting, hit.status]).toEqual([200, 1, 429]);
    expect(hit.headers.get('retry-after')).toBe('7');
  });

  it('drops the line, before or after the work was done', async () => {
    const { simulator } = world;
    simulator.next('drops the line');
    await expect(machine()).rejects.toThrow('fetch failed');

    simulator.next('drops the answer', { on: 'collect' });
    await expect(collect(simulator)).rejects.toThrow('fetch failed');
    const actions = values(
      await get(
        `${simulator.url}/api/machineactions?$filter=machineId eq '${ws042}' and status eq 'Pending'`,
      ),
    );

    expect(actions).toHaveLength(1);
  });

  it('answers with nothing, or with more than anybody knows', async () => {
    world.simulator.next('empty body');
    world.simulator.next('unknown fields');

    const empty = await machine();
    const more = await machine();

    expect(empty.text).toBe('');
    expect(more.json).toMatchObject({ id: ws042, newInNextVersion: { nested: [1] } });
  });

  it('lets somebody in the portal be faster', async () => {
    const { simulator } = world;
    simulator.next('400 already running');

    const refused = await collect(simulator);
    const actions = values(await get(`${simulator.url}/api/machineactions?$top=1`));

    expect(errorOf(refused)['code']).toBe('ActiveRequestAlreadyExists');
    expect(actions).toMatchObject([
      { machineId: ws042, status: 'Pending', requestSource: 'Portal' },
    ]);
  });

  it.each(['truncated', 'resets in the middle', 'oversize'])(
    'breaks a download: %s',
    async (fault) => {
      const link = await linkTo(world.simulator);
      world.simulator.next(fault);

      const broken = fetch(link).then((response) => response.arrayBuffer());

      await expect(broken).rejects.toThrow();
      expect((await fetch(link)).status).toBe(200);
    },
  );

  it('cuts a download short with a length that agrees', async () => {
    const link = await linkTo(world.simulator);
    world.simulator.next('wrong length', { bytes: 1000 });

    const short = await (await fetch(link)).arrayBuffer();

    expect(short.byteLength).toBe(1000);
  });

  it('that nobody knows is refused by name', () => {
    expect(() => world.simulator.next('fire')).toThrow("No fault is called 'fire'");
  });
});

describe('the admin door', () => {
  it('tells what was asked, and never the token', async () => {
    await collect(world.simulator, ws042, 'Because of 4711');

    const calls = await get(`${world.simulator.url}/_sim/calls?path=/api/machines`);
    const counters = await get(`${world.simulator.url}/_sim/counters`);

    expect(calls.json).toMatchObject([
      { method: 'POST', status: 201, by: 'Contoso SOC Bot', body: '{"Comment":"Because of 4711"}' },
    ]);
    expect(calls.text).not.toContain('Bearer');
    expect(counters.json).toMatchObject({ tooMany: 0, unknown: 0 });
  });

  it('remembers requests that nothing answers', async () => {
    const answer = await get(`${world.simulator.url}/api/advancedqueries/run`);

    expect(answer.status).toBe(404);
    expect(world.simulator.unknownRequests()).toMatchObject([{ path: '/api/advancedqueries/run' }]);
  });

  it('moves the clock, writes scripts, sets switches and resets', async () => {
    const { url } = world.simulator;
    const before = world.simulator.clock.now().getTime();

    await post(`${url}/_sim/clock`, { advanceMs: 86_400_000 });
    const moved = world.simulator.clock.now().getTime() - before;
    const script = await post(`${url}/_sim/scripts`, {
      machine: 'ws-042',
      script: { does: 'fails' },
    });
    const unknown = await post(`${url}/_sim/switches`, { nonsense: 1 });
    await post(`${url}/_sim/reset`, {});

    expect(moved).toBeGreaterThanOrEqual(86_400_000);
    expect([script.status, unknown.status]).toEqual([200, 400]);
    expect(world.simulator.clock.now().getTime() - before).toBeLessThan(43_200_000);
  });

  it('adds machines, and takes them off the network', async () => {
    const { url } = world.simulator;

    await post(`${url}/_sim/machines`, { name: 'new-01', machineTags: ['Tier0'] });
    await post(`${url}/_sim/machines`, { name: 'ws-041', online: false });

    expect((await get(`${url}/api/machines/new-01.contoso.example`)).json).toMatchObject({
      machineTags: ['Tier0'],
    });
    expect((await get(`${url}/api/machines/ws-041.contoso.example`)).json).toMatchObject({
      healthStatus: 'Inactive',
    });
  });
});
