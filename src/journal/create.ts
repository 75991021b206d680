import type { Clock, JournalNotes, JournalRows, Log } from '../ports';
import { Checkpoints } from './checkpoints';
import { ChainedJournal } from './journal';
import type { Metrics } from './metrics';
import { pruneJournal } from './prune';
import type { Outside } from './published';
import { openSigningKey } from './signing-key';

export interface JournalHouseParts {
  readonly rows: JournalRows;
  readonly notes: JournalNotes;
  readonly outside: Outside;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The journal with its key and its checkpoints. */
export async function openJournal(parts: JournalHouseParts) {
  const { dataDir, log, outside } = parts;
  const key = await openSigningKey(dataDir);
  const checkpoints = new Checkpoints({ ...parts, evidence: outside, key });
  await checkpoints.open();
  log.info({ key: key.id, publicKey: key.publicKey }, 'the key that signs the journal');
  const onWritten = (sequence: number) => checkpoints.reached(sequence);
  const journal = new ChainedJournal({ ...parts, onWritten });
  return {
    journal,
    checkpoint: () => checkpoints.make(),
    prune: (before: Date) => pruneJournal(before, { ...parts, key, journal }),
  };
}
