import { z } from 'zod';
import { Budget } from '../../src/defender/budget';
import { Transport } from '../../src/defender/transport';
import type { Tokens } from '../../src/ports';
import { testClock } from '../support/clock';
import { defenderAt, memoryLog } from '../support/defender';
import { maxWaitMs } from '../support/eventually';
import { memoryLedger } from '../support/ledger';
import { saying } from '../support/saying';
import { reply, stubServer } from '../support/stub-server';

const machineId = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
const actionId = '2e9da30d-27f6-4208-81f2-9cd3d67893ba';

describe('an expired token', () => {
  it('is replaced once, for a POST too: a 401 comes before anything is done', async () => {
    const server = await stubServer();
    server.replies(reply(401, 'error-401-unauthorized'), reply(201, 'collect-201'));
    const { defender } = defenderAt(server.url);

    const action = await defender.collectInvestigationPackage(machineId, 'C-7F3K2/1 by Alice');

    expect(action.status).toBe('Pending');
    expect(server.heard).toHaveLength(2);
    await server.close();
  });

  it('is asked for anew, by audience', async () => {
    const server = await stubServer();
    server.replies({ status: 401 }, { body: '{}' });
    const clock = testClock();
    const asked: unknown[] = [];
    let current = 'old';
    const tokens: Tokens = {
      token: async (scope, options) => {
        if (options?.fresh) current = 'new';
        asked.push([scope, options?.fresh ?? false]);
        return current;
      },
    };
    const budget = new Budget(memoryLedger(clock), clock);
    const http = new Transport(
      { origin: server.url, scope: 'https://graph.example/.default', tokens, headers: {} },
      { budget, clock, log: memoryLog().log, timeoutMs: maxWaitMs },
    );

    await http.get({ endpoint: 'getGraphIncident', path: '/x', shape: z.unknown() });

    expect(server.heard.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
    expect(asked).toContainEqual(['https://graph.example/.default', true]);
    await server.close();
  });

  it('that is refused again is told, not tried for ever', async () => {
    const server = await stubServer();
    server.replies(reply(401, 'error-401-no-licence'), reply(401, 'error-401-no-licence'));
    const { defender } = defenderAt(server.url);

    const asked = defender.machineAction(actionId);

    await expect(asked).rejects.toMatchObject({ refusal: { status: 401, code: 'Unauthorized' } });
    await server.close();
  });
});

describe('a call that takes too long', () => {
  it('is given up, and nobody knows whether it was heard', async () => {
    const server = await stubServer();
    // Its time is up as soon as it was heard, on however slow a machine.
    const time = new AbortController();
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
    server.replies({ by: () => time.abort() });
    const clock = testClock();
    const http = new Transport(
      { origin: server.url, scope: 's', tokens: { token: async () => 't' }, headers: {} },
      {
        budget: new Budget(memoryLedger(clock), clock),
        clock,
        log: memoryLog().log,
        timeoutMs: 50,
      },
    );
    const call = { endpoint: 'cancelMachineAction', path: '/x', shape: z.unknown() } as const;

    const asked = http.post(call, {});

    await expect(asked).rejects.toMatchObject({ why: saying('timed out') });
    expect(timeout.mock.calls).toEqual([[50]]);
    expect(server.heard).toHaveLength(1);
    timeout.mockRestore();
    await server.close();
  });
});

describe('secrets', () => {
  it('stay out of errors and logs, whatever Defender repeats', async () => {
    const server = await stubServer();
    const message = 'no: Bearer canary-a, see https://x.example/p?sig=canary-b and token=canary-c';
    const body = JSON.stringify({ error: { code: 'Forbidden', message } });
    server.replies({ status: 403, body }, { status: 200, body: '"https://x/?token=canary-d' });
    server.replies(...Array(3).fill({ status: 200, body: 'canary-e' }));
    const { defender, logged } = defenderAt(server.url);

    const errors = [
      await defender.machineAction(actionId).catch((error: unknown) => error),
      await defender.machineAction(actionId).catch((error: unknown) => error),
    ];

    const told = errors.map((error) => inspect(error)).join() + logged.join();
    expect(told).not.toMatch(/canary|Bearer development/);
    await server.close();
  });
});

function inspect(error: unknown): string {
  const { message, stack, cause } = error as Error;
  return JSON.stringify([message, stack, error, cause ? inspect(cause) : '']);
}

describe('an address', () => {
  it.each(['http://api.security.microsoft.com', 'http://127.0.0.2:80', 'ftp://127.0.0.1'])(
    '%s is refused: tokens travel over https only',
    (url) => {
      expect(() => defenderAt(url)).toThrow('https only');
    },
  );

  it('on loopback over http is refused outside development', () => {
    expect(() => defenderAt('http://127.0.0.1:80', { dev: false })).toThrow('https only');
  });
});
