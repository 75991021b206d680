import type { Clock, JournalNotes, JournalRows, Log } from '../ports';
import { Checkpoints } from './checkpoints';
import { ChainedJournal } from './journal';
import type { Metrics } from './metrics';
import { pruneJournal } from './prune';
import type { CheckpointStore } from './published';
import { JournalSeals } from './seals';
import { openSigningKey } from './signing-key';

export interface OpenJournalParts {
  readonly rows: JournalRows;
  readonly notes: JournalNotes;
  readonly outside: CheckpointStore;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Opens the journal with its signing key and checkpoints. */
export async function openJournal(parts: OpenJournalParts) {
  const { dataDir, log, outside } = parts;
  const key = await openSigningKey(dataDir);
  const checkpoints = new Checkpoints({ ...parts, evidence: outside, key });
  await checkpoints.open();
  log.info({ key: key.id, publicKey: key.publicKey }, 'journal signing key');
  const onWritten = (sequence: number) => checkpoints.reached(sequence);
  const journal = new ChainedJournal({ ...parts, onWritten });
  return {
    journal,
    seals: new JournalSeals({ key, checkpoints, outside, log }),
    checkpoint: () => checkpoints.make(),
    prune: (before: Date) => pruneJournal(before, { ...parts, key, journal }),
  };
}
