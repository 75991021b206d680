import type { Clock, JournalNotes, JournalRows, Log } from '../ports';
import { Checkpoints } from './checkpoints';
import { ChainedJournal } from './journal';
import type { Metrics } from './metrics';
import { pruneJournal } from './prune';
import type { CheckpointStore } from './published';
import { JournalSeals } from './seals';
import { openSigningKey } from './signing-key';
import { TimeStamps } from './time-stamps';

export interface OpenJournalParts {
  readonly rows: JournalRows;
  readonly notes: JournalNotes;
  readonly outside: CheckpointStore;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Of the time-stamping authority. */
  readonly tsaUrl?: string | undefined;
}

/** Opens the journal with its signing key and checkpoints. */
export async function openJournal(parts: OpenJournalParts) {
  const { dataDir, log, outside, tsaUrl } = parts;
  const key = await openSigningKey(dataDir);
  const stamps = tsaUrl ? new TimeStamps({ url: tsaUrl, outside, log }) : undefined;
  const onSigned = stamps && ((file: string) => stamps.soon(file));
  const checkpoints = new Checkpoints({ ...parts, evidence: outside, key, onSigned });
  await checkpoints.open();
  log.info({ key: key.id, publicKey: key.publicKey }, 'journal signing key');
  const onWritten = (sequence: number) => checkpoints.reached(sequence);
  const journal = new ChainedJournal({ ...parts, onWritten });
  return {
    journal,
    seals: new JournalSeals({ key, checkpoints, outside, log, onSigned }),
    /** Time-stamps what has no token yet; undefined without a time-stamping authority. */
    stamp: stamps && (() => stamps.round()),
    checkpoint: () => checkpoints.make(),
    prune: (before: Date) => pruneJournal(before, { ...parts, key, journal }),
  };
}
