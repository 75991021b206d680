import { DefenderRefused, DefenderUnreachable } from '../../src/domain/errors';
import { type Simulator, startSimulator } from '../../src/simulator/simulator';
import { defenderAt } from '../support/defender';
import { recorded, reply, type StubServer, stubServer } from '../support/stub-server';

const machineId = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
const comment = 'C-7F3K2/1: lsass alert, asked by Alice';

function listOf(...actions: object[]) {
  return { body: JSON.stringify({ value: actions }) };
}

function anAction(change: object = {}) {
  return { ...JSON.parse(recorded('machineaction-pending')), requestorComment: comment, ...change };
}

describe('asking for a package', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await stubServer();
  });
  afterEach(() => server.close());
  const posts = () => server.heard.filter(({ method }) => method === 'POST');

  it('sends the comment and returns the action', async () => {
    server.replies(reply(201, 'collect-201'));
    const { defender } = defenderAt(server.url);

    const action = await defender.collectInvestigationPackage(machineId, comment);

    expect(server.heard).toEqual([
      expect.objectContaining({
        method: 'POST',
        url: `/api/machines/${machineId}/collectInvestigationPackage`,
        body: JSON.stringify({ Comment: comment }),
      }),
    ]);
    expect(action).toMatchObject({ machineId, status: 'Pending', requestor: 'Contoso SOC Bot' });
  });

  it.each([
    ['by its code', recorded('error-400-active-request')],
    ['by its code in another case', '{"error":{"code":"ACTIVEREQUESTALREADYEXISTS"}}'],
    [
      'by its sentence',
      '{"error":{"code":"BadRequest","message":"Action is Already in Progress"}}',
    ],
  ])('joins the collection that runs already, known %s', async (_, body) => {
    const portal = JSON.parse(recorded('machineaction-portal-requested'));
    const old = anAction({ id: 'old', status: 'Succeeded' });
    server.replies({ status: 400, body }, listOf(old, portal));
    const { defender } = defenderAt(server.url);

    const action = await defender.collectInvestigationPackage(machineId, comment);

    expect(action).toMatchObject({ id: portal.id, comment: 'manual collect' });
    const filter = new URL(server.heard[1]?.url ?? '', 'http://x').searchParams.get('$filter');
    expect(filter).toContain(`machineId eq '${machineId}'`);
    expect(filter).not.toMatch(/[()]| or /);
  });

  it('tells the refusal when the running collection can not be found', async () => {
    server.replies(reply(400, 'error-400-active-request'), listOf());
    const { defender } = defenderAt(server.url);

    const asked = defender.collectInvestigationPackage(machineId, comment);

    await expect(asked).rejects.toMatchObject({ refusal: { code: 'ActiveRequestAlreadyExists' } });
  });

  it.each([
    ['a 500', reply(500, 'error-500')],
    ['a gateway page', { status: 504, body: '<html></html>' }],
    [
      'a cut line',
      { by: (response: { socket: { destroy(): void } | null }) => response.socket?.destroy() },
    ],
    ['an answer without a body', { status: 201 }],
  ])('finds its own action after %s, and does not ask twice', async (_, broken) => {
    const other = anAction({ id: 'other', requestorComment: 'somebody else' });
    server.replies(broken, listOf(other, anAction({ id: 'ours', status: 'InProgress' })));
    const { defender } = defenderAt(server.url);

    const action = await defender.collectInvestigationPackage(machineId, comment);

    expect(action.id).toBe('ours');
    expect(posts()).toHaveLength(1);
    expect(decodeURIComponent(server.heard[1]?.url ?? '')).toContain(
      'creationDateTimeUtc gt 2026-11-20T09:58:00.000Z',
    );
  });

  it('leaves the decision to the caller when no action of ours is there', async () => {
    server.replies(reply(500, 'error-500'), listOf(anAction({ requestorComment: 'not ours' })));
    const { defender } = defenderAt(server.url);

    const asked = defender.collectInvestigationPackage(machineId, comment);

    await expect(asked).rejects.toBeInstanceOf(DefenderRefused);
    expect(posts()).toHaveLength(1);
  });

  it('tells the first failure when looking fails as well', async () => {
    const cut = {
      by: (response: { socket: { destroy(): void } | null }) => response.socket?.destroy(),
    };
    server.replies(cut, ...Array(4).fill(reply(500, 'error-500')));
    const { defender } = defenderAt(server.url);

    const asked = defender.collectInvestigationPackage(machineId, comment);

    await expect(asked).rejects.toBeInstanceOf(DefenderUnreachable);
    expect(posts()).toHaveLength(1);
  });

  it.each([
    [429, 'error-429-documented'],
    [403, 'error-403-missing-roles'],
    [400, 'error-400-os-not-supported'],
    [404, 'error-404-machine'],
  ])('is not repeated after a %d', async (status, body) => {
    server.replies(reply(status, body, { 'retry-after': '9' }));
    const { defender } = defenderAt(server.url);

    const asked = defender.collectInvestigationPackage(machineId, comment);

    await expect(asked).rejects.toMatchObject({ refusal: { status } });
    expect(server.heard).toHaveLength(1);
  });

  it.each(['../machines', '', 'ws-01', `${machineId}/x`])(
    'of %j is a bug, not a call',
    async (id) => {
      const { defender } = defenderAt(server.url);

      await expect(defender.collectInvestigationPackage(id, comment)).rejects.toThrow(RangeError);
      expect(server.heard).toEqual([]);
    },
  );
});

describe('machine actions', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await stubServer();
  });
  afterEach(() => server.close());

  it('are listed newest first, packages only, each once', async () => {
    const early = anAction({ id: 'early', creationDateTimeUtc: '2026-11-20T08:00:00Z' });
    const late = anAction({ id: 'late', creationDateTimeUtc: '2026-11-20T09:00:00.1234567Z' });
    server.replies(listOf(early, late, anAction({ id: 'scan', type: 'RunAntiVirusScan' }), late));
    const { defender } = defenderAt(server.url);

    const actions = await defender.collectionActions({});

    expect(actions.map(({ id }) => id)).toEqual(['late', 'early']);
  });

  it('with a status nobody knows count as open', async () => {
    server.replies(
      listOf(anAction({ id: 'a', status: 'Paused' }), anAction({ status: 'timeout' })),
    );
    const { defender } = defenderAt(server.url);

    const open = await defender.collectionActions({ open: true });

    expect(open.map(({ id }) => id)).toEqual(['a']);
  });

  it('tell why a collection failed', async () => {
    server.replies(reply(200, 'machineaction-failed'));
    const { defender } = defenderAt(server.url);

    const action = await defender.machineAction('2e9da30d-27f6-4208-81f2-9cd3d67893ba');

    expect(action).toMatchObject({
      status: 'Failed',
      errorHResult: -2147024891,
      troubleshootInfo: 'Synthetic: collection did not complete on the device',
    });
  });

  it('are cancelled with a comment, once', async () => {
    server.replies(reply(200, 'machineaction-cancelled'), { status: 500 });
    const { defender } = defenderAt(server.url);

    const action = await defender.cancelAction('2e9da30d-27f6', 'No longer needed');
    const again = defender.cancelAction('2e9da30d-27f6', 'No longer needed');

    expect(action.status).toBe('Cancelled');
    await expect(again).rejects.toMatchObject({ refusal: { status: 500 } });
    expect(server.heard.map(({ url, body }) => [url, body])).toEqual(
      Array(2).fill(['/api/machineactions/2e9da30d-27f6/cancel', '{"Comment":"No longer needed"}']),
    );
  });

  it.each(['..', 'a/b', 'a?b', ''])('%j is no action', async (id) => {
    const { defender } = defenderAt(server.url);

    await expect(defender.machineAction(id)).rejects.toThrow(RangeError);
  });
});

describe('at a pretended Defender', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(async () => {
    await simulator.close();
    expect(simulator.unusedFaults()).toEqual([]);
    expect(simulator.unknownRequests()).toEqual([]);
  });

  it('a request whose answer was lost is found again and made once', async () => {
    const { defender, clock } = defenderAt(simulator.url);
    clock.advance(simulator.clock.now().getTime() - clock.now().getTime());
    const [machine] = (await defender.machinesStartingWith('ws-')).filter(
      ({ health }) => health === 'Active',
    );
    simulator.next('drops the answer', { on: 'collect' });

    const action = await defender.collectInvestigationPackage(machine?.id ?? '', comment);
    const second = await defender.collectInvestigationPackage(machine?.id ?? '', 'C-00000/1');

    expect(action.comment).toBe(comment);
    expect(second).toMatchObject({ id: action.id, comment });
    expect(await defender.collectionActions({ machineId: machine?.id, open: true })).toHaveLength(
      1,
    );
  });
});
