import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { download } from '../src/defender/download';
import { readBack } from '../src/evidence/read-back';
import { sealedStream } from '../src/evidence/sealed-stream';
import { verifyBag } from '../src/evidence/verify';
import type { Log } from '../src/ports';
import { LocalEvidence } from '../src/storage/evidence/local-evidence';
import { memoryOf } from './measure';

const name = 'C-BENCH/1';
const silent = () => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

/**
 * Downloads, seals and stores one package as the bot does: `tsx bench/seal-child.ts seal <link>
 * <folder>`; `… plain <link> <folder>` only reads, hashes and writes, as a minimal program would;
 * `… read-back <bag>` reads the stored bag, as the bot does next; `… verify <bag>` verifies it. A
 * process of its own, because its peak memory is one of the figures.
 */
async function main([what = '', from = '', folder = '']: string[]): Promise<void> {
  const before = memoryOf(process.pid).now;
  const begun = performance.now();
  if (what === 'seal') await seal(from, folder);
  else if (what === 'plain') await plain(from, folder);
  else if (what === 'read-back') await readBack(from);
  else if (!(await verifyBag(from)).valid) throw new Error('the bag is not valid');
  const ms = performance.now() - begun;
  console.log(JSON.stringify({ ms, before, peak: memoryOf(process.pid).peak }));
}

async function seal(link: string, dataDir: string): Promise<void> {
  const clock = { now: () => new Date() };
  const evidence = await LocalEvidence.open({ dataDir, maxBytes: 2 ** 33, clock, log });
  const timeout = { timeoutMs: 30_000, stallMs: 60_000, wholeMs: 600_000 };
  const door = { suffixes: [], dev: true, userAgent: 'bench', ...timeout };
  await evidence.store({
    name,
    async open() {
      const { body, size } = await download(link, undefined, door);
      const stream = sealedStream({ name: name.replace('/', '-'), payload: body, facts });
      stream.sealed.catch(silent);
      return { body: stream.body, ...(size !== undefined && { expects: size }) };
    },
  });
}

async function plain(link: string, folder: string): Promise<void> {
  const hashes = ['sha256', 'sha512'].map((algorithm) => createHash(algorithm));
  const file = await open(join(folder, 'plain.zip'), 'w');
  const answer = await new Promise<AsyncIterable<Uint8Array>>((resolve) => void get(link, resolve));
  for await (const piece of answer) {
    for (const hash of hashes) hash.update(piece);
    await file.write(piece);
  }
  await file.datasync();
  await file.close();
}

const facts = {
  collectionId: 'C-BENCH',
  actionId: 'bench',
  machine: { id: 'bench' },
  requestedBy: { objectId: 'bench', name: 'Bench' },
  reason: 'bench',
  times: { askedAt: '2026-11-20T09:00:00Z', sealedAt: '2026-11-20T09:10:00Z' },
  tool: { name: 'Bailiff' as const, version: '0' },
};

void main(process.argv.slice(2));
