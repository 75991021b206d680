import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditJournal } from '../../src/journal/audit';
import { Checkpoints } from '../../src/journal/checkpoints';
import { ChainedJournal } from '../../src/journal/journal';
import { Metrics } from '../../src/journal/metrics';
import { pruneJournal } from '../../src/journal/prune';
import { openSigningKey } from '../../src/journal/signing-key';
import type { Anchor } from '../../src/journal/verify';
import { LocalEvidence } from '../../src/storage/evidence/local-evidence';
import { StoredJournalNotes } from '../../src/storage/journal/journal-notes';
import { StoredJournalRows } from '../../src/storage/journal/journal-rows';
import { testClock } from '../support/clock';
import { testDatabase } from '../support/database';
import { quietLog } from '../support/quiet-log';

/** A journal as it is kept: real rows, real files, real signatures; only the time is ours. */
export async function openTestJournal() {
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'bailiff-journal-'));
  const clock = testClock('2026-11-20T10:00:00Z');
  const shared = { clock, log: quietLog };
  const outside = await LocalEvidence.open({ dataDir, maxBytes: 1e6, ...shared });
  const rows = new StoredJournalRows(database.db);
  const notes = new StoredJournalNotes(database.db);
  const key = await openSigningKey(dataDir);
  const checkpoints = new Checkpoints({ rows, notes, evidence: outside, key, ...shared });
  await checkpoints.open();
  const metrics = new Metrics();
  const journal = new ChainedJournal({ rows, metrics, ...shared });
  return {
    ...{ database, dataDir, clock, outside, rows, notes, key, checkpoints, journal },
    async write(count: number) {
      for (let n = 0; n < count; n++) await journal.write(event(n));
    },
    audit: (pinnedKeys?: readonly string[], anchors?: readonly Anchor[]) =>
      auditJournal({ rows, notes, outside, ownKeys: [key.id], pinnedKeys, anchors }),
    prune: (before: Date) =>
      pruneJournal(before, { rows, notes, outside, key, journal, ...shared }),
    async close() {
      await database.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

export type TestJournal = Awaited<ReturnType<typeof openTestJournal>>;

export const event = (n: number) => ({
  operation: 'collect.asked',
  actor: { id: 'u-1', name: 'Alice' },
  outcome: 'success' as const,
  resources: { collection: `C-0000${n % 10}` },
  details: { n },
});
