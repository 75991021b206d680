import { createDefender, type DefenderSettings } from '../../src/defender/create';
import type { Defender, Log, Tokens } from '../../src/ports';
import { type TestClock, testClock } from './clock';
import { type MemoryLedger, memoryLedger } from './ledger';

export interface DefenderWorld {
  readonly defender: Defender;
  readonly clock: TestClock;
  readonly ledger: MemoryLedger;
  readonly calls: { endpoint: string; status: number; ms: number }[];
  /** Everything that was logged, as JSON lines. */
  readonly logged: string[];
}

/** The real client, talking to a server of the test's. */
export function defenderAt(url: string, change: Partial<DefenderSettings> = {}): DefenderWorld {
  const { settings, ...world } = settingsAt(url, change);
  return { defender: createDefender(settings), ...world };
}

/** What the real client is made of, in front of a server of the test's. */
export function settingsAt(url: string, change: Partial<DefenderSettings> = {}) {
  const clock = testClock();
  const ledger = memoryLedger(clock);
  const calls: DefenderWorld['calls'] = [];
  const { log, logged } = memoryLog();
  const settings: DefenderSettings = {
    defender: { url, scope: 'https://defender.example/.default' },
    xdr: { url, scope: 'https://xdr.example/.default' },
    graph: { url, scope: 'https://graph.example/.default' },
    portal: 'https://security.microsoft.com',
    incidentSource: 'graph',
    packageHosts: ['securitycenter.windows.com', 'blob.core.windows.net'],
    dev: true,
    userAgent: 'Bailiff/0.0.0',
    tokens: noTokens,
    ledger,
    clock,
    log,
    onCall: (call) => calls.push(call),
    ...change,
  };
  return { settings, clock, ledger, calls, logged };
}

/** Loopback takes the fixed token; a real one asked for here would be a leak. */
const noTokens: Tokens = {
  token: async () => {
    throw new Error('a real token was asked for');
  },
};

export function memoryLog(): { log: Log; logged: string[] } {
  const logged: string[] = [];
  const write = (data: object, sentence: string) =>
    void logged.push(JSON.stringify({ ...data, sentence }));
  return { log: { debug: write, info: write, warn: write, error: write }, logged };
}

/** All rows of a paged answer, pages in order. */
export async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const page of pages) read.push(page);
  return read;
}
