import { DefenderRefusedError, DefenderUnreachableError } from '../../src/domain/errors';
import { testClock } from '../support/clock';
import { defenderAt } from '../support/defender';
import { memoryLedger } from '../support/ledger';
import { type Reply, recorded, reply, type StubServer, stubServer } from '../support/stub-server';

const machineId = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
const actionId = '2e9da30d-27f6-4208-81f2-9cd3d67893ba';
const found = reply(200, 'machineaction-inprogress');

describe('a call to Defender', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await stubServer();
  });
  afterEach(() => server.close());

  it('carries the token, says who asks, and is counted', async () => {
    server.replies(found);
    const { defender, calls, ledger } = defenderAt(server.url);

    await defender.machineAction(actionId);

    expect(server.heard[0]).toMatchObject({
      method: 'GET',
      url: `/api/machineactions/${actionId}`,
      headers: { authorization: 'Bearer development', 'user-agent': 'Bailiff/0.0.0' },
    });
    expect(calls).toEqual([{ endpoint: 'getMachineAction', status: 200, ms: expect.any(Number) }]);
    expect(ledger.given.get('getMachineAction')).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ['500', reply(500, 'error-500')],
    ['a gateway page', { status: 502, body: '<html>502</html>' }],
    ['503 with nothing', { status: 503 }],
    ['an empty answer', { status: 200, body: '' }],
    ['a page instead of JSON', { status: 200, body: '<html>Sign in</html>' }],
    ['JSON that ends early', { status: 200, body: '{"id":"2e9d' }],
    ['a line that is cut', { by: (response) => response.socket?.destroy() }],
    [
      'an answer that is cut',
      {
        by: (response) => {
          response.writeHead(200, { 'content-length': '5000' });
          response.write('{"id":"2e9da30d"', () => response.socket?.destroy());
        },
      },
    ],
  ])('asks again after %s', async (_, broken) => {
    server.replies(broken, found);
    const { defender, clock } = defenderAt(server.url);

    const action = await defender.machineAction(actionId);

    expect(action.status).toBe('InProgress');
    expect(clock.slept).toHaveLength(1);
  });

  it('gives up after four tries, each later than the one before', async () => {
    server.replies(...Array(4).fill(reply(500, 'error-500')));
    const { defender, clock } = defenderAt(server.url);

    const asked = defender.machineAction(actionId);

    await expect(asked).rejects.toMatchObject({ refusal: { status: 500 } });
    const [first = 0, second = 0, third = 0] = clock.slept;
    expect(clock.slept).toHaveLength(3);
    expect([first >= 1000, second >= 2000, third >= 4000]).toEqual([true, true, true]);
  });

  it('waits as long as Defender says, whatever our time scale, and tells the others', async () => {
    server.replies(reply(429, 'error-429-documented', { 'retry-after': '8' }), found);
    const clock = testClock('2026-11-20T10:00:00Z', 60);
    const ledger = memoryLedger(clock);
    const { defender } = defenderAt(server.url, { clock, ledger });

    await defender.machineAction(actionId);

    expect(clock.slept[0]).toBeGreaterThanOrEqual(8000);
    expect(clock.slept[0]).toBeLessThan(8100);
    expect(ledger.pushed).toEqual([{ endpoint: 'getMachineAction', ms: 8000 }]);
  });

  it('leaves a wait of minutes to the caller, who knows how long', async () => {
    server.replies(reply(429, 'error-429-documented', { 'retry-after': '600' }));
    const { defender, clock } = defenderAt(server.url);

    const asked = defender.machineAction(actionId);

    await expect(asked).rejects.toMatchObject({ refusal: { status: 429, retryAfterSeconds: 600 } });
    expect(clock.slept).toEqual([]);
  });

  it('says after the last 429 when to come back', async () => {
    server.replies(...Array(4).fill(reply(429, 'error-429-observed')));
    const { defender } = defenderAt(server.url);

    const asked = defender.machineAction(actionId);

    await expect(asked).rejects.toMatchObject({ refusal: { code: '429', retryAfterSeconds: 8 } });
  });

  it.each([400, 403, 404])('takes %d for an answer', async (status) => {
    server.replies({ status });
    const { defender } = defenderAt(server.url);

    const asked = defender.machineAction(actionId);

    await expect(asked).rejects.toBeInstanceOf(DefenderRefusedError);
    expect(server.heard).toHaveLength(1);
  });

  it('never follows a redirect: the token stays where it belongs', async () => {
    server.replies({ status: 302, headers: { location: 'http://169.254.169.254/' } });
    const { defender } = defenderAt(server.url);

    await expect(defender.machineAction(actionId)).rejects.toMatchObject({
      refusal: { status: 302 },
    });
  });

  it('says that it did not reach Defender when nobody listens there', async () => {
    const { defender, calls } = defenderAt('http://127.0.0.1:9');

    const asked = defender.machineAction(actionId);

    await expect(asked).rejects.toBeInstanceOf(DefenderUnreachableError);
    await expect(asked).rejects.toMatchObject({ why: 'ECONNREFUSED' });
    expect(calls.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  });

  it('survives fields and words that came later', async () => {
    const action = JSON.parse(recorded('machineaction-pending'));
    const odd = { ...action, status: 'Paused', commands: 'none', later: { a: 1 }, requestor: 7 };
    server.replies({ body: JSON.stringify(odd) });
    const { defender } = defenderAt(server.url);

    const read = await defender.machineAction(actionId);

    expect(read).toMatchObject({ status: 'Paused', requestor: '' });
  });

  it('asks for a machine a second time, as a 404 may be a hiccup', async () => {
    server.replies(reply(404, 'error-404-flaky'), reply(200, 'machine'));
    const { defender } = defenderAt(server.url);

    expect(await defender.machine(machineId)).toMatchObject({ id: machineId });
  });

  it('believes the second 404', async () => {
    server.replies(reply(404, 'error-404-machine'), reply(404, 'error-404-machine'));
    const { defender } = defenderAt(server.url);

    expect(await defender.machine(machineId)).toBeUndefined();
  });
});
