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

let fixture: TestJournal;

beforeEach(async () => {
  fixture = await openTestJournal();
});
afterEach(() => fixture.close());

const run = (statement: string) => sql.raw(statement).execute(fixture.database.db);

/** What an attacker with the database in hand does: every hash is made anew, the chain holds. */
async function rewrite(change: (n: number) => Parameters<typeof nextRow>[1]['event']) {
  const old = await fixture.rows.read(1, 100);
  let last: JournalRow | undefined;
  await run('delete from bailiff.journal');
  for (const [n, { at }] of old.entries()) {
    const row = nextRow(last, { at, event: change(n) });
    await fixture.rows.append(() => [row]);
    last = row;
  }
}

describe('the audit of the journal', () => {
  it('finds nothing to say about a journal nobody touched', async () => {
    await fixture.write(7);
    await fixture.checkpoints.make();
    await fixture.write(3);

    expect(await fixture.audit()).toEqual({
      rows: 10,
      faults: [],
      last: expect.objectContaining({ sequence: 10 }),
      signedUpTo: 7,
      prunedUpTo: 0,
      verdict: 'proven',
      checkpoints: 1,
      keys: [fixture.key.id],
      pinned: false,
      trusted: true,
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
    await fixture.write(9);
    await fixture.checkpoints.make();

    await run(statement);

    expect((await fixture.audit()).faults).toContainEqual(found);
  });

  it('finds a chain that was rewritten from end to end and holds in itself', async () => {
    await fixture.write(9);
    await fixture.checkpoints.make();

    await rewrite((n) => ({ ...event(n), actor: { id: 'u-1', name: n === 3 ? 'Bob' : 'Alice' } }));

    expect((await fixture.audit()).faults).toEqual([{ sequence: 9, what: 'rewritten' }]);
  });

  it('finds it also when the checkpoints in the database were thrown away', async () => {
    await fixture.write(9);
    await fixture.checkpoints.make();

    await rewrite((n) => ({ ...event(n), outcome: 'failure' }));
    await run('delete from bailiff.journal_notes');

    expect((await fixture.audit()).faults).toEqual([{ sequence: 9, what: 'rewritten' }]);
  });

  it('believes no checkpoint that was changed after it was signed', async () => {
    await fixture.write(9);
    await fixture.checkpoints.make();

    await run(
      `update bailiff.journal_notes set document = replace(document, '"sequence":9', '"sequence":8')`,
    );

    expect((await fixture.audit()).faults).toEqual([{ sequence: 8, what: 'unsigned' }]);
  });

  it('believes only the keys that somebody noted down, when told so', async () => {
    await fixture.write(2);
    await fixture.checkpoints.make();

    expect((await fixture.audit([fixture.key.id])).faults).toEqual([]);
    expect((await fixture.audit(['0000000000000000'])).faults).toContainEqual({
      sequence: 2,
      what: 'unsigned',
    });
  });

  it('does not take the absence of checkpoints for proof', async () => {
    await fixture.write(3);

    expect(await fixture.audit()).toMatchObject({ verdict: 'not provable', faults: [] });
    expect(await fixture.audit([fixture.key.id])).toMatchObject({
      verdict: 'tampered',
      faults: [{ sequence: 1, what: 'unsigned' }],
    });
  });

  it('does not take a signature by a key that anybody could publish for proof', async () => {
    await fixture.write(3);
    await rewrite((n) => ({ ...event(n), outcome: 'failure' }));
    const key = await openSigningKey(join(fixture.dataDir, 'mallory'));
    const { clock, notes, outside, rows } = fixture;
    const forger = new Checkpoints({ rows, notes, evidence: outside, key, clock, log: quietLog });
    await forger.open();
    await forger.make();

    expect(await fixture.audit()).toMatchObject({
      ...{ verdict: 'not provable', trusted: false, keys: [key.id], faults: [] },
    });
    expect(await fixture.audit([fixture.key.id])).toMatchObject({ verdict: 'tampered' });
  });

  it('finds a rewritten chain without checkpoints by an anchor noted elsewhere', async () => {
    await fixture.write(9);
    await fixture.checkpoints.make();
    const { document } = (await fixture.notes.last('checkpoint'))!;
    const { root, sequence } = JSON.parse(document);
    const anchors = [{ sequence, root }];
    expect(await fixture.audit([], anchors)).toMatchObject({ verdict: 'proven' });

    await rewrite((n) => ({ ...event(n), outcome: 'failure' }));
    await run('delete from bailiff.journal_notes');
    await rm(join(fixture.dataDir, 'evidence', 'journal'), { recursive: true });

    expect(await fixture.audit()).toMatchObject({ verdict: 'not provable' });
    expect(await fixture.audit([], anchors)).toMatchObject({
      verdict: 'tampered',
      faults: [{ sequence: 9, what: 'rewritten' }],
    });
  });

  it('reports a clock that was set back', async () => {
    await fixture.write(2);
    fixture.clock.advance(-5000);
    await fixture.write(1);

    const { faults, timeReversals } = await fixture.audit();

    expect(faults).toEqual([]);
    expect(timeReversals).toEqual([{ sequence: 3, seconds: 5 }]);
  });

  it('believes a successor that the pinned key signed, and no other new key', async () => {
    await fixture.write(2);
    await fixture.checkpoints.make();
    const first = fixture.key;
    const rotated = await rotateSigningKey(fixture.dataDir, async ({ current, next }) => {
      await publishKey(next, fixture.outside);
      await publishRotation({ at: fixture.clock.now(), current, next }, fixture.outside);
    });
    const stranger = await openSigningKey(join(fixture.dataDir, 'stranger'));
    const sign = (key: SigningKey) =>
      new Checkpoints({ ...fixture, evidence: fixture.outside, key, log: quietLog }).make();

    await fixture.write(2);
    await sign(rotated);
    const trusted = await fixture.audit([first.id]);
    await fixture.write(1);
    await publishKey(stranger, fixture.outside);
    await sign(stranger);
    const doubted = await fixture.audit([first.id]);

    expect(trusted).toMatchObject({ verdict: 'proven', keys: [first.id, rotated.id] });
    expect((await openSigningKey(fixture.dataDir)).id).toBe(rotated.id);
    expect(doubted.faults).toEqual([{ sequence: 5, what: 'unsigned' }]);
  });

  it('believes no key that lies in the store under another name', async () => {
    await fixture.write(2);
    await fixture.checkpoints.make();
    const folder = join(fixture.dataDir, 'evidence', 'journal');
    const stranger = await openSigningKey(join(fixture.dataDir, 'stranger'));

    await writeFile(join(folder, `key-${fixture.key.id}.pem`), stranger.publicKey);

    expect((await fixture.audit()).faults).toContainEqual({ sequence: 2, what: 'unsigned' });
  });
});

describe('a checkpoint', () => {
  it('lies in the evidence store as a small file that the key proves', async () => {
    await fixture.write(5);
    await fixture.checkpoints.make();

    const file = join(fixture.dataDir, 'evidence', 'journal', 'checkpoint-000000000005.json');
    const document = await readFile(file, 'utf8');
    expect(
      readCheckpoint(document, new Map([[fixture.key.id, fixture.key.publicKey]])),
    ).toMatchObject({
      sequence: 5,
      key: fixture.key.id,
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is not made twice over the same rows', async () => {
    await fixture.write(5);
    await Promise.all([fixture.checkpoints.make(), fixture.checkpoints.make()]);

    expect(await fixture.notes.list()).toHaveLength(1);
  });

  it('is never made over a chain that does not hold', async () => {
    await fixture.write(5);
    await run('delete from bailiff.journal where sequence = 3');

    await expect(fixture.checkpoints.make()).rejects.toThrow('row 3');
    expect(await fixture.notes.list()).toEqual([]);
  });

  it('goes on from the one before, which another replica with another key had signed', async () => {
    await fixture.write(5);
    await fixture.checkpoints.make();
    await fixture.write(4);
    await rm(join(fixture.dataDir, 'journal-key.pem'));
    const second = await openSigningKey(fixture.dataDir);
    const other = new Checkpoints({
      ...fixture,
      evidence: fixture.outside,
      key: second,
      log: quietLog,
    });
    await other.open();

    await other.make();

    expect(await fixture.audit()).toMatchObject({
      faults: [],
      signedUpTo: 9,
      keys: expect.arrayContaining([fixture.key.id, second.id]),
    });
  });
});

describe('pruning', () => {
  const later = () => {
    fixture.clock.advance(days(100));
    return new Date(fixture.clock.now().getTime() - days(50));
  };

  it('forgets what is older than the policy keeps, and the rest still verifies', async () => {
    await fixture.write(6);
    await fixture.checkpoints.make();
    const before = later();
    await fixture.write(4);

    expect(await fixture.prune(before)).toBe(6);

    expect(await fixture.audit()).toMatchObject({ rows: 5, faults: [], prunedUpTo: 6 });
    const [first] = await fixture.rows.read(1, 1);
    expect(first?.sequence).toBe(7);
    expect((await fixture.rows.read(11, 1))[0]?.operation).toBe('journal.pruned');
  });

  it('goes on signing afterwards', async () => {
    await fixture.write(6);
    await fixture.checkpoints.make();
    await fixture.prune(later());
    await fixture.write(2);
    await fixture.checkpoints.make();

    expect(await fixture.audit()).toMatchObject({ faults: [], signedUpTo: 9 });
  });

  it('forgets nothing that no checkpoint covers', async () => {
    await fixture.write(6);

    expect(await fixture.prune(later())).toBe(0);
    expect((await fixture.audit()).rows).toBe(6);
  });

  it('forgets nothing while the record of it can’t be written', async () => {
    await fixture.write(6);
    await fixture.checkpoints.make();
    const before = later();
    await run('alter table bailiff.journal add constraint full_up check (sequence < 7) not valid');

    await expect(fixture.prune(before)).rejects.toMatchObject({ constraint: 'full_up' });
    expect((await fixture.rows.read(1, 10)).length).toBe(6);
  });

  it('is no excuse: more deleted than was signed for is found', async () => {
    await fixture.write(6);
    await fixture.checkpoints.make();
    await fixture.prune(later());
    await fixture.write(3);

    await run('delete from bailiff.journal where sequence <= 8');

    expect((await fixture.audit()).faults).toContainEqual({ sequence: 1, what: 'missing' });
  });
});
