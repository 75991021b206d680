import { download } from '../src/defender/download';
import { sealBagInto } from '../src/evidence/bag-on-disk';
import { verifyBag } from '../src/evidence/verify';
import { memoryOf } from './measure';

/**
 * Seals or verifies one bag: `tsx bench/seal-child.ts seal <link> <folder>`, `… verify <bag>`.
 * A process of its own, because its highest memory is one of the figures.
 */
async function main([what = '', from = '', folder = '']: string[]): Promise<void> {
  const before = memoryOf(process.pid).now;
  const begun = performance.now();
  if (what === 'seal') await seal(from, folder);
  else if (!(await verifyBag(from)).valid) throw new Error('the bag is not valid');
  const ms = performance.now() - begun;
  console.log(JSON.stringify({ ms, before, peak: memoryOf(process.pid).peak }));
}

async function seal(link: string, folder: string): Promise<void> {
  const patience = { timeoutMs: 30_000, stallMs: 60_000, wholeMs: 600_000 };
  const door = { suffixes: [], dev: true, userAgent: 'bench', ...patience };
  const { body } = await download(link, undefined, door);
  await sealBagInto(folder, {
    name: 'C-BENCH-1',
    payload: body,
    facts: {
      collectionId: 'C-BENCH',
      actionId: 'bench',
      machine: { id: 'bench' },
      requestedBy: { objectId: 'bench', name: 'Bench' },
      reason: 'bench',
      times: { askedAt: '2026-11-20T09:00:00Z', sealedAt: '2026-11-20T09:10:00Z' },
      tool: { name: 'Bailiff', version: '0' },
    },
  });
}

void main(process.argv.slice(2));
