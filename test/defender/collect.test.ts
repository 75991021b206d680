import { DefenderRefusedError, DefenderUnreachableError } from '../../src/domain/errors';
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

  it('joins one that ended while it was looked for, if it has a package', async () => {
    const done = { status: 'Succeeded', lastUpdateDateTimeUtc: '2026-11-20T09:59:59Z' };
    const failed = { ...done, id: 'failed', status: 'Failed' };
    server.replies(
      reply(400, 'error-400-active-request'),
      listOf(anAction(failed), anAction({ ...done, id: 'done' })),
    );
    const { defender } = defenderAt(server.url);

    const action = await defender.collectInvestigationPackage(machineId, comment);

    expect(action.id).toBe('done');
  });

  it('tells the refusal when the running collection can not be found', async () => {
    const ended = { status: 'Succeeded', lastUpdateDateTimeUtc: '2026-11-20T08:00:00Z' };
    server.replies(reply(400, 'error-400-active-request'), listOf(anAction(ended)));
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

    await expect(asked).rejects.toBeInstanceOf(DefenderRefusedError);
    expect(posts()).toHaveLength(1);
  });

  it('tells the first failure when looking fails as well', async () => {
    const cut = {
      by: (response: { socket: { destroy(): void } | null }) => response.socket?.destroy(),
    };
    server.replies(cut, ...Array(4).fill(reply(500, 'error-500')));
    const { defender } = defenderAt(server.url);

    const asked = defender.collectInvestigationPackage(machineId, comment);

    await expect(asked).rejects.toBeInstanceOf(DefenderUnreachableError);
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
