import type { Clock, Journal, JournalNotes, JournalRows, Log } from '../ports';
import { fileOf, noteOf, readCheckpoint, signCheckpoint, treeOf } from './checkpoint';
import { type Outside, publishedKeys } from './published';
import type { SigningKey } from './signing-key';

export interface PruneParts {
  readonly rows: JournalRows;
  readonly notes: JournalNotes;
  readonly outside: Outside;
  readonly key: SigningKey;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Forgets what is older than the moment, behind a checkpoint only, so that the rest stays verifiable:
 * a signed note says where the chain begins now, inside and outside the database. The record comes
 * first, then the note, then the act; a crash in between leaves a chain that still verifies.
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
  await rows.forget(sequence);
  log.info({ from: first.sequence, upTo: sequence }, 'the journal was pruned');
  return sequence - first.sequence + 1;
}
