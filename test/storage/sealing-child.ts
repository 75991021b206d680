import { readBack } from '../../src/evidence/read-back';
import { sealedStream } from '../../src/evidence/sealed-stream';
import { LocalEvidence } from '../../src/storage/evidence/local-evidence';
import { facts, pieces } from '../evidence/bags';
import { quietLog } from '../support/quiet-log';

const megabyte = 1024 * 1024;

/**
 * Seals a package of three megabytes into a store and reads it back, as a process that can be killed:
 * `sealing-child.ts <folder> <step>`. At that step it says so and waits for its end.
 */
async function main([dataDir = '', step = '']: string[]): Promise<void> {
  const at = async (here: string) => {
    if (here !== step) return;
    process.stdout.write(`${here}\n`);
    await new Promise((never) => setTimeout(never, 60_000));
  };
  const clock = { now: () => new Date() };
  const evidence = await LocalEvidence.open({ dataDir, maxBytes: 1e9, clock, log: quietLog });
  const { file, written } = await evidence.store({
    name: 'C-7F3K2/1',
    async open() {
      await at('opened');
      const stream = sealedStream({ name: 'C-7F3K2-1', payload: payload(at), facts: known(at) });
      stream.sealed.catch(() => {});
      return { body: through(stream.body, at) };
    },
  });
  await at('kept');
  await evidence.onDisk(file, (path) => readBack(path));
  process.stdout.write(`${written ? 'written' : 'found'} and verified\n`);
}

async function* payload(at: (here: string) => Promise<void>) {
  yield* pieces(Buffer.alloc(2 * megabyte, 'one'), 65_536);
  await at('in the middle');
  yield* pieces(Buffer.alloc(megabyte, 'two'), 65_536);
}

function known(at: (here: string) => Promise<void>) {
  return async () => {
    await at('hashed');
    return facts;
  };
}

async function* through(body: AsyncIterable<Uint8Array>, at: (here: string) => Promise<void>) {
  yield* body;
  await at('written');
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stdout.write(`${error instanceof Error ? error.name : ''}\n`);
  process.exitCode = 1;
});
