import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { days } from '../../src/domain/duration';
import { nextRow } from '../../src/journal/chain';
import { readCheckpoint } from '../../src/journal/checkpoint';
import { Checkpoints } from '../../src/journal/checkpoints';
import { publishKey } from '../../src/journal/published';
import { openSigningKey, rotateSigningKey, type SigningKey } from '../../src/journal/signing-key';
import { publishRotation } from '../../src/journal/trusted-keys';
import type { JournalRow } from '../../src/ports';
import { quietLog } from '../support/quiet-log';
import { event, openTestJournal, type TestJournal } from './a-journal';

let house: TestJournal;

beforeEach(async () => {
  house = await openTestJournal();
});
afterEach(() => house.close());

const run = (statement: string) => sql.raw(statement).execute(house.database.db);

/** What an attacker with the database in hand does: every hash is made anew, the chain holds. */
async function rewrite(change: (n: number) => Parameters<typeof nextRow>[1]['event']) {
  const old = await house.rows.read(1, 100);
  let last: JournalRow | undefined;
  await run('delete from bailiff.journal');
  for (const [n, { at }] of old.entries()) {
    const row = nextRow(last, { at, event: change(n) });
    await house.rows.append(() => [row]);
    last = row;
  }
}

describe('the audit of the journal', () => {
  it('finds nothing to say about a journal nobody touched', async () => {
    await house.write(7);
    await house.checkpoints.make();
    await house.write(3);

    expect(await house.audit()).toEqual({
      rows: 10,
      faults: [],
      last: expect.objectContaining({ sequence: 10 }),
      signedUpTo: 7,
      prunedUpTo: 0,
      verdict: 'proven',
      checkpoints: 1,
      keys: [house.key.id],
      pinned: false,
      bags: 0,
      timeReversals: [],
      uncheckedAnchors: [],
    });
  });

  it.each`
    crime                     | statement                                                                                                                                                                                                                                                       | found
    ${'an edited record'}     | ${"update bailiff.journal set record = replace(record, 'Alice', 'Mallory') where sequence = 4"}                                                                                                                                                                 | ${{ sequence: 4, what: 'edited' }}
    ${'a row deleted inside'} | ${'delete from bailiff.journal where sequence = 4'}                                                                                                                                                                                                             | ${{ sequence: 4, what: 'missing' }}
    ${'a beginning cut off'}  | ${'delete from bailiff.journal where sequence <= 4'}                                                                                                                                                                                                            | ${{ sequence: 1, what: 'missing' }}
    ${'a tail cut off'}       | ${'delete from bailiff.journal where sequence > 6'}                                                                                                                                                                                                             | ${{ sequence: 7, what: 'cut' }}
    ${'everything deleted'}   | ${'delete from bailiff.journal'}                                                                                                                                                                                                                                | ${{ sequence: 1, what: 'cut' }}
    ${'two rows swapped'}     | ${'update bailiff.journal a set record = b.record, hash = b.hash, at = b.at from bailiff.journal b where (a.sequence, b.sequence) in ((4, 5), (5, 4))'}                                                                                                         | ${{ sequence: 4, what: 'edited' }}
    ${'an inserted row'}      | ${'update bailiff.journal set sequence = -sequence where sequence > 4; update bailiff.journal set sequence = 1 - sequence where sequence < 0; insert into bailiff.journal select 5, at, operation, record, hash, hash from bailiff.journal where sequence = 4'} | ${{ sequence: 5, what: 'edited' }}
  `('finds $crime', async ({ statement, found }) => {
    await house.write(9);
    await house.checkpoints.make();

    await run(statement);

    expect((await house.audit()).faults).toContainEqual(found);
  });

  it('finds a chain that was rewritten from end to end and holds in itself', async () => {
    await house.write(9);
    await house.checkpoints.make();

    await rewrite((n) => ({ ...event(n), actor: { id: 'u-1', name: n === 3 ? 'Bob' : 'Alice' } }));

    expect((await house.audit()).faults).toEqual([{ sequence: 9, what: 'rewritten' }]);
  });

  it('finds it also when the checkpoints in the database were thrown away', async () => {
    await house.write(9);
    await house.checkpoints.make();

    await rewrite((n) => ({ ...event(n), outcome: 'failure' }));
    await run('delete from bailiff.journal_notes');

    expect((await house.audit()).faults).toEqual([{ sequence: 9, what: 'rewritten' }]);
  });

  it('believes no checkpoint that was changed after it was signed', async () => {
    await house.write(9);
    await house.checkpoints.make();

    await run(
      `update bailiff.journal_notes set document = replace(document, '"sequence":9', '"sequence":8')`,
    );

    expect((await house.audit()).faults).toEqual([{ sequence: 8, what: 'unsigned' }]);
  });

  it('believes only the keys that somebody noted down, when told so', async () => {
    await house.write(2);
    await house.checkpoints.make();

    expect((await house.audit([house.key.id])).faults).toEqual([]);
    expect((await house.audit(['0000000000000000'])).faults).toContainEqual({
      sequence: 2,
      what: 'unsigned',
    });
  });

  it('does not take the absence of checkpoints for proof', async () => {
    await house.write(3);

    expect(await house.audit()).toMatchObject({ verdict: 'not provable', faults: [] });
    expect(await house.audit([house.key.id])).toMatchObject({
      verdict: 'tampered',
      faults: [{ sequence: 1, what: 'unsigned' }],
    });
  });

  it('finds a rewritten chain without checkpoints by an anchor noted elsewhere', async () => {
    await house.write(9);
    await house.checkpoints.make();
    const { document } = (await house.notes.last('checkpoint'))!;
    const { root, sequence } = JSON.parse(document);
    const anchors = [{ sequence, root }];
    expect(await house.audit([], anchors)).toMatchObject({ verdict: 'proven' });

    await rewrite((n) => ({ ...event(n), outcome: 'failure' }));
    await run('delete from bailiff.journal_notes');
    await rm(join(house.dataDir, 'evidence', 'journal'), { recursive: true });

    expect(await house.audit()).toMatchObject({ verdict: 'not provable' });
    expect(await house.audit([], anchors)).toMatchObject({
      verdict: 'tampered',
      faults: [{ sequence: 9, what: 'rewritten' }],
    });
  });

  it('reports a clock that was set back', async () => {
    await house.write(2);
    house.clock.advance(-5000);
    await house.write(1);

    const { faults, timeReversals } = await house.audit();

    expect(faults).toEqual([]);
    expect(timeReversals).toEqual([{ sequence: 3, seconds: 5 }]);
  });

  it('believes a successor that the pinned key signed, and no other new key', async () => {
    await house.write(2);
    await house.checkpoints.make();
    const first = house.key;
    const rotated = await rotateSigningKey(house.dataDir, async ({ current, next }) => {
      await publishKey(next, house.outside);
      await publishRotation({ at: house.clock.now(), current, next }, house.outside);
    });
    const stranger = await openSigningKey(join(house.dataDir, 'stranger'));
    const sign = (key: SigningKey) =>
      new Checkpoints({ ...house, evidence: house.outside, key, log: quietLog }).make();

    await house.write(2);
    await sign(rotated);
    const trusted = await house.audit([first.id]);
    await house.write(1);
    await publishKey(stranger, house.outside);
    await sign(stranger);
    const doubted = await house.audit([first.id]);

    expect(trusted).toMatchObject({ verdict: 'proven', keys: [first.id, rotated.id] });
    expect((await openSigningKey(house.dataDir)).id).toBe(rotated.id);
    expect(doubted.faults).toEqual([{ sequence: 5, what: 'unsigned' }]);
  });

  it('believes no key that lies in the store under another name', async () => {
    await house.write(2);
    await house.checkpoints.make();
    const folder = join(house.dataDir, 'evidence', 'journal');
    const stranger = await openSigningKey(join(house.dataDir, 'stranger'));

    await writeFile(join(folder, `key-${house.key.id}.pem`), stranger.publicKey);

    expect((await house.audit()).faults).toContainEqual({ sequence: 2, what: 'unsigned' });
  });
});

describe('a checkpoint', () => {
  it('lies in the evidence store as a small file that the key proves', async () => {
    await house.write(5);
    await house.checkpoints.make();

    const file = join(house.dataDir, 'evidence', 'journal', 'checkpoint-000000000005.json');
    const document = await readFile(file, 'utf8');
    expect(readCheckpoint(document, new Map([[house.key.id, house.key.publicKey]]))).toMatchObject({
      sequence: 5,
      key: house.key.id,
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is not made twice over the same rows', async () => {
    await house.write(5);
    await Promise.all([house.checkpoints.make(), house.checkpoints.make()]);

    expect(await house.notes.list()).toHaveLength(1);
  });

  it('is never made over a chain that does not hold', async () => {
    await house.write(5);
    await run('delete from bailiff.journal where sequence = 3');

    await expect(house.checkpoints.make()).rejects.toThrow('row 3');
    expect(await house.notes.list()).toEqual([]);
  });

  it('goes on from the one before, which another replica with another key had signed', async () => {
    await house.write(5);
    await house.checkpoints.make();
    await house.write(4);
    await rm(join(house.dataDir, 'journal-key.pem'));
    const second = await openSigningKey(house.dataDir);
    const other = new Checkpoints({
      ...house,
      evidence: house.outside,
      key: second,
      log: quietLog,
    });
    await other.open();

    await other.make();

    expect(await house.audit()).toMatchObject({
      faults: [],
      signedUpTo: 9,
      keys: expect.arrayContaining([house.key.id, second.id]),
    });
  });
});

describe('pruning', () => {
  const later = () => {
    house.clock.advance(days(100));
    return new Date(house.clock.now().getTime() - days(50));
  };

  it('forgets what is older than the policy keeps, and the rest still verifies', async () => {
    await house.write(6);
    await house.checkpoints.make();
    const before = later();
    await house.write(4);

    expect(await house.prune(before)).toBe(6);

    expect(await house.audit()).toMatchObject({ rows: 5, faults: [], prunedUpTo: 6 });
    const [first] = await house.rows.read(1, 1);
    expect(first?.sequence).toBe(7);
    expect((await house.rows.read(11, 1))[0]?.operation).toBe('journal.pruned');
  });

  it('goes on signing afterwards', async () => {
    await house.write(6);
    await house.checkpoints.make();
    await house.prune(later());
    await house.write(2);
    await house.checkpoints.make();

    expect(await house.audit()).toMatchObject({ faults: [], signedUpTo: 9 });
  });

  it('forgets nothing that no checkpoint covers', async () => {
    await house.write(6);

    expect(await house.prune(later())).toBe(0);
    expect((await house.audit()).rows).toBe(6);
  });

  it('forgets nothing while the record of it can’t be written', async () => {
    await house.write(6);
    await house.checkpoints.make();
    const before = later();
    await run('alter table bailiff.journal add constraint full_up check (sequence < 7) not valid');

    await expect(house.prune(before)).rejects.toMatchObject({ constraint: 'full_up' });
    expect((await house.rows.read(1, 10)).length).toBe(6);
  });

  it('is no excuse: more deleted than was signed for is found', async () => {
    await house.write(6);
    await house.checkpoints.make();
    await house.prune(later());
    await house.write(3);

    await run('delete from bailiff.journal where sequence <= 8');

    expect((await house.audit()).faults).toContainEqual({ sequence: 1, what: 'missing' });
  });
});
