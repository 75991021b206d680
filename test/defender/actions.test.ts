import { defenderAt } from '../support/defender';
import { recorded, reply, type StubServer, stubServer } from '../support/stub-server';

function listOf(...actions: object[]) {
  return { body: JSON.stringify({ value: actions }) };
}

function anAction(change: object = {}) {
  return { ...JSON.parse(recorded('machineaction-pending')), ...change };
}

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
