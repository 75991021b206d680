import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { inspectInThread } from '../../src/evidence/inspect-in-thread';
import { saying } from '../support/saying';
import { zipOf } from './bags';

// A busy machine may take longer than the limit.
const never = () => new Promise<void>(() => {});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inspect-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(name: string, content: Buffer | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('inspectInThread', () => {
  it('keeps the event loop free while it reads a table with 30,000 columns', async () => {
    const heading = Array.from({ length: 30_000 }, (_, n) => `c${n}`).join(',');
    const table = Buffer.from(`${heading}\n${'1,2,3\n'.repeat(20_000)}`);
    const path = written('package.zip', zipOf([['Processes/Processes.csv', table]]));
    let done = false;
    let turns = 0;

    const look = inspectInThread(path, { timeout: never }).finally(() => {
      done = true;
    });
    // Every pass is a free turn of the event loop.
    for (; !done; turns++) await setImmediate();

    expect(await look).toMatchObject({ readable: true, counts: { processes: 20_000 } });
    expect(turns).toBeGreaterThan(1000);
  }, 120_000);

  it('kills a thread that never ends when its time is over', async () => {
    const expired = Promise.withResolvers<void>();
    const entry = written('endless.js', 'for (;;);');

    const look = inspectInThread('', { entry, timeout: () => expired.promise });
    expired.resolve();

    expect(await look).toMatchObject({
      readable: false,
      why: saying('takes too long to scan'),
    });
  });

  it('kills a thread that takes too much memory', async () => {
    const entry = written('greedy.js', 'const all = []; for (;;) all.push({ all: [all.length] });');

    expect(await inspectInThread('', { entry, timeout: never })).toMatchObject({
      readable: false,
      why: saying('needs too much memory to scan'),
    });
  }, 120_000);

  it('reports a thread that ends without a result, and inspects the next package', async () => {
    const entry = written('gone.js', 'process.exit(3);');

    expect(await inspectInThread('', { entry })).toMatchObject({
      readable: false,
      why: saying('couldn’t be scanned'),
    });
    expect(await inspectInThread(join(folder, 'missing.zip'))).toMatchObject({ readable: false });
  }, 120_000);
});
