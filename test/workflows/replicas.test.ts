import type { Runs } from '../../src/workflows/engine/runs';
import { Heartbeat } from '../../src/workflows/scheduled/replicas';
import { quietLog } from '../support/quiet-log';

function heartbeatOf({ dead = [], pending = {}, running = [] }: Setting) {
  const done: string[] = [];
  const replicas = {
    dead: async () => [...dead],
    others: async () => [...dead],
    heartbeat: async (id: string) => void done.push(`${id} is alive`),
    leave: async () => undefined,
    terminate: async (id: string) => done.push(`${id} is cut off`),
    forget: async (id: string) => void done.push(`${id} is forgotten`),
  };
  const runs: Runs = {
    pending: async (id) => [...(pending[id] ?? [])],
    resume: async (ids) => {
      if (ids.length > 0) done.push(`resumes ${ids.join()}`);
    },
    failed: async () => [],
    restart: async () => undefined,
    oldestTurn: async () => undefined,
  };
  const outbox = { release: async (id: string) => void done.push(`messages of ${id} are free`) };
  const parts = { executorId: 'own', replicas, runs, outbox, running: new Set(running) };
  return { done, heartbeat: new Heartbeat({ ...parts, log: quietLog }) };
}

interface Setting {
  readonly dead?: readonly string[];
  readonly pending?: Readonly<Record<string, readonly string[]>>;
  readonly running?: readonly string[];
}

describe('a heartbeat', () => {
  afterEach(() => jest.restoreAllMocks());

  it('cuts off a dead replica, frees its messages, resumes its workflows, and forgets it last', async () => {
    const { done, heartbeat } = heartbeatOf({ dead: ['other'], pending: { other: ['a', 'b'] } });

    await heartbeat.beat();

    expect(done).toEqual([
      'own is alive',
      'other is cut off',
      'messages of other are free',
      'resumes a,b',
      'other is forgotten',
    ]);
  });

  it('takes over from nobody after a silence of its own: the database was away for all', async () => {
    const { done, heartbeat } = heartbeatOf({ dead: ['other', 'own'], pending: { other: ['a'] } });

    await heartbeat.beat();

    expect(done).toEqual(['own is alive']);
  });

  it('resumes a workflow of its own that has not run for a minute, and not before', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const { done, heartbeat } = heartbeatOf({
      pending: { own: ['lost', 'fine'] },
      running: ['fine'],
    });

    await heartbeat.beat();
    now.mockReturnValue(59_000);
    await heartbeat.beat();
    expect([heartbeat.orphaned, done.filter((one) => one.startsWith('resumes'))]).toEqual([0, []]);
    now.mockReturnValue(60_000);
    await heartbeat.beat();

    expect(heartbeat.orphaned).toBe(1);
    expect(done.at(-1)).toBe('resumes lost');
  });
});
