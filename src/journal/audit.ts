import type { JournalNotes, JournalRows } from '../ports';
import { type Checkpoint, readCheckpoint } from './checkpoint';
import { type Outside, publishedKeys, publishedNotes } from './published';
import { type JournalCheck, type JournalFault, verifyJournal } from './verify';

export interface AuditParts {
  readonly rows: Pick<JournalRows, 'read'>;
  readonly notes: Pick<JournalNotes, 'list'>;
  readonly outside: Pick<Outside, 'list' | 'read'>;
  /** Ids of the only keys to believe: as noted by somebody outside. */
  readonly onlyKeys?: readonly string[];
  readonly onProgress?: (rows: number) => void;
}

export interface Audit extends JournalCheck {
  /** Signed notes that were compared with, and the ids of the keys that signed them. */
  readonly checkpoints: number;
  readonly keys: readonly string[];
}

/** Checks the chain against itself and against everything that was ever signed about it. */
export async function auditJournal(parts: AuditParts): Promise<Audit> {
  const { notes, onlyKeys, onProgress, outside, rows } = parts;
  const published = await publishedKeys(outside);
  const keys = onlyKeys
    ? new Map([...published].filter(([id]) => onlyKeys.includes(id)))
    : published;
  const inside = (await notes.list()).map(({ document }) => document);
  const documents = [...new Set([...inside, ...(await publishedNotes(outside))])];
  const read = documents.map((document) => ({ document, found: readCheckpoint(document, keys) }));
  const checkpoints = read.flatMap(({ found }) => found ?? []);
  const check = await verifyJournal(rows, { checkpoints, onProgress });
  const unsigned = read
    .filter(({ found }) => !found)
    .map(({ document }): JournalFault => ({ sequence: sequenceIn(document), what: 'unsigned' }));
  return {
    ...check,
    faults: [...check.faults, ...unsigned],
    checkpoints: checkpoints.length,
    keys: [...new Set(checkpoints.map((one: Checkpoint) => one.key))],
  };
}

/** Which row a note speaks of, as far as it can be believed; 0 where it can't be read. */
function sequenceIn(document: string): number {
  const [, digits] = /"sequence":(\d{1,15})[,}]/.exec(document) ?? [];
  return Number(digits ?? 0);
}
