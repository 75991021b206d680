import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { days } from '../../src/domain/duration';
import type { JournalEvent } from '../../src/ports';
import { StoredCollections } from '../../src/storage/collect/collections';
import { StoredHolds } from '../../src/storage/evidence/holds';
import { LocalEvidence } from '../../src/storage/evidence/local-evidence';
import { removeExpired } from '../../src/workflows/scheduled/package-retention';
import { admits } from '../support/admission';
import { aMachine, dana, mia, thread } from '../support/builders';
import { type TestClock, testClock } from '../support/clock';
import { type TestDatabase, testDatabase } from '../support/database';
import { quietLog } from '../support/quiet-log';

let database: TestDatabase;
let dataDir: string;
let clock: TestClock;
let collections: StoredCollections;
let holds: StoredHolds;
let evidence: LocalEvidence;
let journal: JournalEvent[];
let journalWorks: boolean;

beforeEach(async () => {
  database = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'bailiff-retention-'));
  clock = testClock();
  [journal, journalWorks] = [[], true];
  collections = new StoredCollections(database.db);
  holds = new StoredHolds(database.db);
  evidence = await LocalEvidence.open({ dataDir, maxBytes: 1e6, clock, log: quietLog });
});
afterEach(async () => {
  await database.close();
  await rm(dataDir, { recursive: true });
});

const folder = () => join(dataDir, 'evidence');
const round = () =>
  removeExpired(90, {
    ...{ collections, evidence, holds, clock, log: quietLog },
    journal: {
      async write(event) {
        if (!journalWorks) throw new Error('the disk is full');
        return { sequence: journal.push(event), hash: '' };
      },
    },
  });

/** A stored package without any problem. */
async function aStoredPackage() {
  const { collection } = await collections.open({
    requestId: `request-${Math.random()}`,
    askedBy: mia,
    place: thread,
    machines: [aMachine()],
    admission: admits(),
  });
  const [one] = collection!.packages;
  const file = `${one!.id.replace('/', '-')}.zip`;
  await writeFile(join(folder(), file), 'evidence');
  const stored = { file, size: 8, sha256: 'a'.repeat(64), sha512: 'b'.repeat(128) };
  await collections.change(one!.id, {
    state: 'ready',
    stored: { ...stored, storedAt: clock.now() },
  });
  return { id: one!.id, collectionId: collection!.id, file };
}

describe('the retention of packages', () => {
  it('removes what had its days: a tombstone with the hash stays, and the record came first', async () => {
    const { id, file } = await aStoredPackage();
    clock.advance(days(91));

    expect(await round()).toBe(1);

    expect(await readdir(folder())).toEqual([`${file}.tombstone.json`]);
    const tombstone = await readFile(join(folder(), `${file}.tombstone.json`), 'utf8');
    expect(JSON.parse(tombstone)).toMatchObject({
      package: id,
      sha256: 'a'.repeat(64),
      removedAt: clock.now().toISOString(),
      by: { name: 'Bailiff' },
    });
    expect(journal).toMatchObject([{ operation: 'package.removed', resources: { package: id } }]);
    const found = await collections.ofPackage(id);
    expect(found?.package.stored).toMatchObject({ removedAt: clock.now(), sha256: 'a'.repeat(64) });
    expect(await round()).toBe(0);
  });

  it('leaves alone what still has days, and what a lead holds, until it is released', async () => {
    const { collectionId, file } = await aStoredPackage();
    clock.advance(days(89));
    expect(await round()).toBe(0);

    await holds.add({ collectionId, by: dana, at: clock.now() });
    clock.advance(days(500));
    expect(await round()).toBe(0);
    expect(await readdir(folder())).toEqual([file]);

    await holds.remove(collectionId);
    expect(await round()).toBe(1);
  });

  it('removes nothing while the record of it can’t be written', async () => {
    const { file } = await aStoredPackage();
    clock.advance(days(91));
    journalWorks = false;

    await expect(round()).rejects.toThrow('the disk is full');

    expect(await readdir(folder())).toEqual([file]);
  });

  it('goes on with the others when the store must keep one longer', async () => {
    const kept = await aStoredPackage();
    const other = await aStoredPackage();
    clock.advance(days(91));
    const remove = evidence.remove.bind(evidence);
    evidence.remove = (file) =>
      file === kept.file ? Promise.reject(new Error('BlobImmutableDueToPolicy')) : remove(file);

    expect(await round()).toBe(1);

    expect((await collections.ofPackage(kept.id))?.package.stored?.removedAt).toBeUndefined();
    expect((await collections.ofPackage(other.id))?.package.stored?.removedAt).toBeInstanceOf(Date);
  });

  it('ends what a crash left half done', async () => {
    const { id, file } = await aStoredPackage();
    clock.advance(days(91));
    await evidence.remove(file);

    expect(await round()).toBe(1);
    expect((await collections.ofPackage(id))?.package.stored?.removedAt).toBeInstanceOf(Date);
  });
});
