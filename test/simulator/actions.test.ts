import {
  collect,
  errorOf,
  get,
  post,
  type Reply,
  simulatorForTests,
  values,
  ws042,
} from './visitor';

const world = simulatorForTests();
const hour = 3_600_000;

const look = (id: unknown) => get(`${world.simulator.url}/api/machineactions/${id}`);
const cancel = (id: unknown) =>
  post(`${world.simulator.url}/api/machineactions/${id}/cancel`, { Comment: 'No longer needed' });
const link = (id: unknown) => get(`${world.simulator.url}/api/machineactions/${id}/getPackageUri`);
const status = (reply: Reply) => reply.json['status'];

describe('a collection', () => {
  it('is pending for 15 seconds on WS-042, then takes 90', async () => {
    const { clock } = world.simulator;
    const { json } = await collect(world.simulator);

    const before = await look(json['id']);
    clock.advance(20_000);
    const during = await look(json['id']);
    clock.advance(90_000);
    const after = await look(json['id']);

    expect([before, during, after].map(status)).toEqual(['Pending', 'InProgress', 'Succeeded']);
  });

  it.each`
    body                         | code
    ${{}}                        | ${'MissingRequiredParameter'}
    ${{ comment: 'wrong case' }} | ${'MissingRequiredParameter'}
    ${'no json'}                 | ${'InvalidRequestBody'}
  `('is refused with $code for the body $body', async ({ body, code }) => {
    const path = `${world.simulator.url}/api/machines/${ws042}/collectInvestigationPackage`;

    const refused = await post(path, body);

    expect(refused.status).toBe(400);
    expect(errorOf(refused)['code']).toBe(code);
  });

  it('runs once at a time on a machine, and is found in the list by whoever is refused', async () => {
    const first = await collect(world.simulator);

    const second = await collect(world.simulator);
    const filter = `machineId eq '${ws042}' and type eq 'CollectInvestigationPackage' and status eq 'Pending'`;
    const running = await get(`${world.simulator.url}/api/machineactions?$filter=${filter}`);

    expect(second.status).toBe(400);
    expect(errorOf(second)).toMatchObject({
      code: 'ActiveRequestAlreadyExists',
      message: 'Action is already in progress',
    });
    expect(values(running).map(({ id }) => id)).toEqual([first.json['id']]);
  });

  it('answers with the running one when the switch says so', async () => {
    world.simulator.switch({ secondCollection: 'existing action' });
    const first = await collect(world.simulator);

    const second = await collect(world.simulator);

    expect(second.status).toBe(201);
    expect(second.json['id']).toBe(first.json['id']);
  });

  it.each`
    machine                     | status | code
    ${'Annas iPad'}             | ${400} | ${'OsPlatformNotSupported'}
    ${'ws-057.contoso.example'} | ${400} | ${'ClientVersionNotSupported'}
    ${'ghost.contoso.example'}  | ${404} | ${'ResourceNotFound'}
  `('is refused with $code on $machine', async ({ machine, status: wanted, code }) => {
    const refused = await collect(world.simulator, encodeURIComponent(machine));

    expect(refused.status).toBe(wanted);
    expect(errorOf(refused)['code']).toBe(code);
  });

  it('may be refused on Linux, which nobody has verified', async () => {
    const usually = await collect(world.simulator, 'lnx-web01.contoso.example');
    world.simulator.switch({ osCheck: 'all but windows' });
    const strictly = await collect(world.simulator, 'lnx-web02.contoso.example');

    expect([usually.status, strictly.status]).toEqual([201, 400]);
  });

  it('has no link before it has succeeded', async () => {
    const { json } = await collect(world.simulator);

    const early = await link(json['id']);
    world.simulator.clock.advance(hour);
    const late = await link(json['id']);

    expect([early.status, late.status]).toEqual([404, 200]);
  });
});

describe('a script', () => {
  it('keeps a machine offline for as long as it says', async () => {
    const { simulator } = world;
    simulator.script('ws-042', { does: 'offline', pendingSeconds: 2 * 3600, workSeconds: 60 });
    const { json } = await collect(simulator);

    simulator.clock.advance(1.9 * hour);
    const offline = await look(json['id']);
    simulator.clock.advance(0.2 * hour);
    const back = await look(json['id']);

    expect([offline, back].map(status)).toEqual(['Pending', 'Succeeded']);
  });

  it('fails with a reason', async () => {
    const { simulator } = world;
    simulator.script('ws-042', { does: 'fails', troubleshootInfo: 'Battery too low' });
    const { json } = await collect(simulator);

    simulator.clock.advance(hour);
    const failed = await look(json['id']);

    expect(failed.json).toMatchObject({
      status: 'Failed',
      errorHResult: -2147024891,
      troubleshootInfo: 'Battery too low',
    });
  });

  it('times out after three days on a machine that is not there', async () => {
    const { simulator } = world;
    const { json } = await collect(simulator, 'ws-046.contoso.example');

    simulator.clock.advance(71 * hour);
    const waiting = await look(json['id']);
    simulator.clock.advance(2 * hour);
    const over = await look(json['id']);

    expect([waiting, over].map(status)).toEqual(['Pending', 'TimeOut']);
  });

  it.each`
    does                     | ends
    ${'cancelled elsewhere'} | ${'Cancelled'}
    ${'never ends'}          | ${'InProgress'}
    ${'succeeds'}            | ${'Succeeded'}
  `('"$does" reads $ends a week later', async ({ does, ends }) => {
    world.simulator.script('ws-042', does);
    const { json } = await collect(world.simulator);

    world.simulator.clock.advance(7 * 24 * hour);

    expect(status(await look(json['id']))).toBe(ends);
  });

  it('changes the collection that runs', async () => {
    const { simulator } = world;
    simulator.script('ws-042', 'never ends');
    const { json } = await collect(simulator);

    simulator.script('ws-042', { does: 'succeeds', pendingSeconds: 0, workSeconds: 5 });
    simulator.clock.advance(6000);

    expect(status(await look(json['id']))).toBe('Succeeded');
  });

  it('is not needed for a laptop that comes back', async () => {
    const { simulator } = world;
    const { json } = await collect(simulator, 'ws-046.contoso.example');
    simulator.clock.advance(5 * hour);

    simulator.addMachine({ name: 'ws-046', online: true });
    simulator.clock.advance(hour);

    expect(status(await look(json['id']))).toBe('Succeeded');
  });

  it('that nobody wrote is refused by name', () => {
    expect(() => world.simulator.script('ws-042', 'explodes' as 'fails')).toThrow(
      'No script is called',
    );
  });
});

describe('cancelling', () => {
  it('gives the same action back, and is too late a second time', async () => {
    const { json } = await collect(world.simulator);

    const first = await cancel(json['id']);
    const second = await cancel(json['id']);

    expect(first.status).toBe(200);
    expect(first.json).toMatchObject({
      id: json['id'],
      status: 'Cancelled',
      cancellationComment: 'No longer needed',
    });
    expect(second.status).toBe(400);
    expect((await cancel('0000')).status).toBe(404);
  });

  it('can lose the race: the device finishes all the same', async () => {
    const { simulator } = world;
    simulator.script('ws-042', 'cancel race');
    const { json } = await collect(simulator);

    const answer = await cancel(json['id']);
    simulator.clock.advance(hour);
    const later = await look(json['id']);

    expect(answer.json['status']).toBe('Pending');
    expect(answer.json['cancellationRequestor']).toBe('Contoso SOC Bot');
    expect(later.json['status']).toBe('Succeeded');
  });

  it('can read Cancelled although the package came', async () => {
    const { simulator } = world;
    simulator.script('ws-042', 'cancelled but finished');
    const { json } = await collect(simulator);

    await cancel(json['id']);
    simulator.clock.advance(hour);

    expect(status(await look(json['id']))).toBe('Cancelled');
    expect((await link(json['id'])).status).toBe(200);
  });

  it('may ask for a permission that nobody can hold', async () => {
    world.simulator.switch({ cancelPermission: 'misspelt' });
    const roles = ['Machine.CollectForensics'];
    world.simulator.setApp({ clientId: 'development', name: 'Collector', secret: '', roles });
    const { json } = await collect(world.simulator);

    const refused = await cancel(json['id']);

    expect(refused.status).toBe(403);
    expect(errorOf(refused)['message']).toContain('Machine.CollectForensic,');
  });
});
