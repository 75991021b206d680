import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf } from '../../src/journal/chain';
import { readCheckpoint } from '../../src/journal/checkpoint';
import { rootFromPath } from '../../src/journal/inclusion';
import { JournalSeals, readStatement } from '../../src/journal/seals';
import { quietLog } from '../support/quiet-log';
import { openTestJournal, type TestJournal } from './a-journal';

const file = 'C-7F3K2-1.zip';
let fixture: TestJournal;
let folder: string;
let seals: JournalSeals;

beforeEach(async () => {
  fixture = await openTestJournal();
  folder = join(fixture.dataDir, 'evidence');
  seals = new JournalSeals({ ...fixture, log: quietLog });
});
afterEach(() => fixture.close());

const sha = (algorithm: string) => createHash(algorithm).update('x').digest('hex');

/** Seals a package that the journal has as its next entry. */
async function sealed() {
  const journal = await fixture.journal.write({
    operation: 'package.sealed',
    actor: { id: 'u-1', name: 'Alice' },
    outcome: 'success',
  });
  const record = {
    collectionId: 'C-7F3K2',
    payload: 'data/InvestigationPackage.zip',
    sha256: sha('sha256'),
    sha512: sha('sha512'),
    journal: { sequence: journal.sequence, hash: journal.hash },
  };
  await writeFile(join(folder, file), 'x');
  await seals.attest({ file, bag: { sha256: sha('sha256') }, record });
  return record;
}

const beside = (kind: string) => readFile(join(folder, `C-7F3K2-1.${kind}.json`), 'utf8');

describe('a sealed package', () => {
  it('has a statement that openssl verifies, by the commands of docs/custody.md', async () => {
    await sealed();
    const docs = await readFile(join(__dirname, '../../docs/custody.md'), 'utf8');
    const [, commands = ''] = /<!-- openssl -->\n```sh\n([^`]*)```/.exec(docs) ?? [];
    const run = () =>
      execFileSync('bash', ['-euc', commands], {
        cwd: folder,
        env: { PATH: process.env['PATH'], BAG: 'C-7F3K2-1', KEY: fixture.key.id },
        encoding: 'utf8',
        stdio: 'pipe',
      });

    expect(run()).toContain('Signature Verified Successfully');

    const envelope = JSON.parse(await beside('dsse'));
    const changed = Buffer.from(envelope.payload, 'base64')
      .toString()
      .replace('C-7F3K2', 'C-00000');
    envelope.payload = Buffer.from(changed).toString('base64');
    await writeFile(join(folder, 'C-7F3K2-1.dsse.json'), JSON.stringify(envelope));

    expect(run).toThrow();
    expect(readStatement(await beside('dsse'))).toBeUndefined();
  });

  it('has a proof that the journal holds its entry, which needs the public key only', async () => {
    await fixture.write(5);
    await fixture.checkpoints.make();
    await fixture.write(4);
    const { journal } = await sealed();

    const proof = JSON.parse(await beside('proof'));
    const keys = new Map([[fixture.key.id, fixture.key.publicKey]]);
    const checkpoint = readCheckpoint(JSON.stringify(proof.checkpoint), keys)!;

    expect(hashOf(proof.previousHash, proof.record)).toBe(journal.hash);
    expect(
      rootFromPath(proof.hash, {
        index: proof.sequence - 1,
        path: proof.path,
        size: checkpoint.sequence,
      }),
    ).toBe(checkpoint.root);
  });

  it('is compared with its journal entry by the audit', async () => {
    const record = await sealed();
    expect(await fixture.audit([fixture.key.id])).toMatchObject({ verdict: 'proven', bags: 1 });

    const other = { ...record, journal: { sequence: 1, hash: 'f'.repeat(64) } };
    await writeFile(join(folder, 'C-7F3K2-2.zip'), 'x');
    await seals.attest({ file: 'C-7F3K2-2.zip', bag: { sha256: sha('sha256') }, record: other });

    expect(await fixture.audit()).toMatchObject({
      verdict: 'tampered',
      faults: [{ sequence: 1, what: 'unsealed' }],
    });
  });

  it('is attested again without a change', async () => {
    await sealed();
    const before = await beside('dsse');
    const [row] = await fixture.rows.read(1, 1);

    await seals.attest({
      file,
      bag: { sha256: sha('sha256') },
      record: { ...(await recordIn(before)), journal: row! },
    });

    expect(await beside('dsse')).toBe(before);
  });
});

async function recordIn(envelope: string) {
  const { payload } = JSON.parse(envelope);
  return JSON.parse(Buffer.from(payload, 'base64').toString()).predicate;
}
