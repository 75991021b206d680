import type { Clock, Journal, JournalNotes, JournalRows, Log } from '../ports';
import { fileOf, noteOf, readCheckpoint, signCheckpoint, treeOf } from './checkpoint';
import { type CheckpointStore, publishedKeys } from './published';
import type { SigningKey } from './signing-key';

export interface PruneParts {
  readonly rows: JournalRows;
  readonly notes: JournalNotes;
  readonly outside: CheckpointStore;
  readonly key: SigningKey;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Deletes entries before the given date, up to a checkpoint, so that the rest stays verifiable. A
 * signed note in the database and the evidence store marks the new beginning. Order: journal entry,
 * note, deletion; after a crash in between the chain still verifies.
 * @returns the number of deleted entries
 */
export async function pruneJournal(before: Date, parts: PruneParts): Promise<number> {
  const { clock, journal, key, log, notes, outside, rows } = parts;
  const old = await notes.lastBefore(before);
  const checkpoint = old && readCheckpoint(old.document, await publishedKeys(outside));
  const [first] = await rows.read(1, 1);
  if (!checkpoint || !first || first.sequence > checkpoint.sequence) return 0;

  const { hash, sequence } = checkpoint;
  await journal.write({
    operation: 'journal.pruned',
    actor: { id: 'bailiff', name: 'Bailiff' },
    outcome: 'started',
    details: { from: first.sequence, upTo: sequence, hash, root: checkpoint.root },
  });
  const pruned = noteOf(
    signCheckpoint({ kind: 'pruned', tree: treeOf(checkpoint), hash, at: clock.now() }, key),
  );
  await outside.note(fileOf(pruned), pruned.document);
  await notes.save(pruned);
  await rows.deleteUpTo(sequence);
  log.info({ from: first.sequence, upTo: sequence }, 'journal pruned');
  return sequence - first.sequence + 1;
}
