import { download } from '../src/defender/download';
import type { Log } from '../src/ports';
import { LocalEvidence } from '../src/storage/local-evidence';
import { memoryOf } from './measure';

/**
 * Fetches and keeps one package as the bot does: `tsx bench/download-child.ts <link> <folder> <name>`.
 * A process of its own, because its highest memory is one of the figures.
 */
async function main([link = '', dataDir = '', name = '']: string[]): Promise<void> {
  const silent = () => {};
  const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
  const clock = { now: () => new Date() };
  const evidence = await LocalEvidence.open({ dataDir, maxBytes: 2 ** 32, clock, log });
  const patience = { timeoutMs: 30_000, stallMs: 60_000, wholeMs: 600_000 };
  const door = { suffixes: [], dev: true, userAgent: 'bench', ...patience };
  const before = memoryOf(process.pid).now;
  const begun = performance.now();
  const kept = await evidence.keep({ name, open: (from) => download(link, from, door) });
  const ms = performance.now() - begun;
  console.log(JSON.stringify({ ms, size: kept.size, before, peak: memoryOf(process.pid).peak }));
}

void main(process.argv.slice(2));
