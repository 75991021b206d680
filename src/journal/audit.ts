import type { JournalNotes, JournalRows } from '../ports';
import { type Checkpoint, type KnownKeys, readCheckpoint } from './checkpoint';
import { type CheckpointStore, publishedNotes, readSmall } from './published';
import { type BagStatement, besideBag, readStatement } from './seals';
import { trustedKeys } from './trusted-keys';
import { type Anchor, type JournalCheck, type JournalIssue, verifyJournal } from './verify';

export interface AuditParts {
  readonly rows: Pick<JournalRows, 'read'>;
  readonly notes: Pick<JournalNotes, 'list'>;
  readonly outside: Pick<CheckpointStore, 'list' | 'read'>;
  /** Ids of keys noted outside. Their successors count, too, and nobody else's signature does. */
  readonly pinnedKeys?: readonly string[] | undefined;
  /**
   * Ids of keys whose private half this machine holds: without pinned ones, only what these signed is
   * proof. Anybody who can write the evidence store can publish another key.
   */
  readonly ownKeys?: readonly string[] | undefined;
  readonly anchors?: readonly Anchor[] | undefined;
  readonly onProgress?: ((rows: number) => void) | undefined;
}

export interface Audit extends JournalCheck {
  /**
   * `proven`: everything agrees with what was signed. `tampered`: something does not. `not provable`:
   * nothing was signed by a key that is pinned or this machine's own, so a rewritten journal would look
   * the same.
   */
  readonly verdict: 'proven' | 'tampered' | 'not provable';
  /** Number of valid checkpoints. */
  readonly checkpoints: number;
  /** Ids of the keys that signed them. */
  readonly keys: readonly string[];
  readonly pinned: boolean;
  /** True when all checkpoints are by pinned keys or by this machine's own. */
  readonly trusted: boolean;
  /** Stored bags whose signed statement names an entry of this journal. */
  readonly bags: number;
  /** Anchors before the first entry that is left, which can't be compared. */
  readonly uncheckedAnchors: readonly Anchor[];
}

/** Checks the chain for internal consistency and against everything that was signed about it. */
export async function auditJournal(parts: AuditParts): Promise<Audit> {
  const { anchors = [], notes, onProgress, outside, ownKeys = [], pinnedKeys = [], rows } = parts;
  const pinned = pinnedKeys.length > 0;
  const keys = await trustedKeys(outside, pinnedKeys);
  const inside = (await notes.list()).map(({ document }) => document);
  const documents = [...new Set([...inside, ...(await publishedNotes(outside))])];
  const read = documents.map((document) => ({ document, found: readCheckpoint(document, keys) }));
  const checkpoints = read.flatMap(({ found }) => found ?? []);
  const { foreign, seals } = await sealedBags(outside, keys);
  const check = await verifyJournal(rows, { anchors, checkpoints, onProgress, seals });
  const unsigned = read.flatMap(({ document, found }) => (found ? [] : sequenceIn(document)));
  // Somebody who names a key demands its signature.
  const bare = pinned && checkpoints.length === 0 ? [1] : [];
  const faults = [
    ...check.faults,
    ...[...unsigned, ...foreign, ...bare].map(
      (sequence): JournalIssue => ({ sequence, what: 'unsigned' }),
    ),
  ];
  const uncheckedAnchors = anchors.filter(({ sequence }) => sequence < check.prunedUpTo);
  const own = new Set(ownKeys);
  const trusted = pinned || checkpoints.every(({ key }) => own.has(key));
  const isSigned = checkpoints.length > 0 && trusted;
  const isProvable = isSigned || anchors.length > uncheckedAnchors.length;
  return {
    ...check,
    verdict: faults.length > 0 ? 'tampered' : isProvable ? 'proven' : 'not provable',
    faults,
    checkpoints: checkpoints.length,
    keys: [...new Set(checkpoints.map((one: Checkpoint) => one.key))],
    pinned,
    trusted,
    bags: seals.length,
    uncheckedAnchors,
  };
}

/** What stored bags say about the journal, by the signed statements beside them. */
async function sealedBags(outside: AuditParts['outside'], keys: KnownKeys) {
  const seals: NonNullable<BagStatement['journal']>[] = [];
  const foreign: number[] = [];
  const files = new Set((await outside.list('C-')).map(({ file }) => file));
  for (const file of files) {
    if (!file.endsWith('.zip') || !files.has(besideBag(file, 'dsse'))) continue;
    const statement = readStatement((await readSmall(besideBag(file, 'dsse'), outside)) ?? '');
    if (!statement || !keys.has(statement.key)) foreign.push(statement?.journal?.sequence ?? 0);
    else if (statement.journal) seals.push(statement.journal);
  }
  return { foreign, seals };
}

/** Claimed sequence of an unverified checkpoint, or 0 if it cannot be parsed. */
function sequenceIn(document: string): number {
  const [, digits] = /"sequence":(\d{1,15})[,}]/.exec(document) ?? [];
  return Number(digits ?? 0);
}
