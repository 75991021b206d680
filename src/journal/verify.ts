import type { JournalLink, JournalRow, JournalRows } from '../ports';
import { beginning, hashOf } from './chain';
import { type Checkpoint, treeOf } from './checkpoint';
import { MerkleTree } from './merkle';

const page = 5000;

export interface JournalIssue {
  readonly sequence: number;
  /**
   * `rewritten`: internally consistent, but not the signed chain. `cut`: signed entries are missing
   * at the end. `unsigned`: a checkpoint without a valid signature of a trusted key. `unsealed`: a
   * stored bag names this entry with another hash.
   */
  readonly what: 'missing' | 'edited' | 'unchained' | 'rewritten' | 'cut' | 'unsigned' | 'unsealed';
}

export interface JournalCheck {
  readonly rows: number;
  readonly faults: readonly JournalIssue[];
  /** Last entry. Entries after the last checkpoint can be removed undetected. */
  readonly last?: JournalLink;
  /** Last entry covered by a signature, or 0. */
  readonly signedUpTo: number;
  /** Entries up to here were pruned, as a signed note states; 0 if none were. */
  readonly prunedUpTo: number;
  /** Entries whose time is before that of the entry before them. */
  readonly timeReversals: readonly TimeReversal[];
}

export interface TimeReversal {
  readonly sequence: number;
  readonly seconds: number;
}

/** A root that somebody noted outside of Bailiff, such as from the log. */
export interface Anchor {
  readonly sequence: number;
  readonly root: string;
}

export interface VerifyOptions {
  /** Verified checkpoints. */
  readonly checkpoints?: readonly Checkpoint[];
  readonly anchors?: readonly Anchor[];
  /** Entries that stored bags name. */
  readonly seals?: readonly JournalLink[];
  readonly onProgress?: ((rows: number) => void) | undefined;
}

/** Walks the whole chain and reports every altered or missing entry. */
export async function verifyJournal(
  journal: Pick<JournalRows, 'read'>,
  { anchors = [], checkpoints = [], onProgress = () => {}, seals = [] }: VerifyOptions = {},
): Promise<JournalCheck> {
  const [first] = await journal.read(1, 1);
  const walk = new Walk({ anchors, checkpoints, seals }, first);
  for (;;) {
    const rows = await journal.read(walk.last.sequence + 1, page);
    for (const row of rows) walk.step(row);
    onProgress(walk.rows);
    if (rows.length < page) break;
  }
  return walk.end();
}

/** Returns the problem of an entry that should follow `last`, if any. */
export function issueWithRow(row: JournalRow, last: JournalLink): JournalIssue | undefined {
  const { sequence } = row;
  if (sequence !== last.sequence + 1) return { sequence: last.sequence + 1, what: 'missing' };
  if (row.previousHash !== last.hash) return { sequence, what: 'unchained' };
  return isAsWritten(row) ? undefined : { sequence, what: 'edited' };
}

/** Walks the chain, grows the Merkle tree and compares it at every checkpoint. */
class Walk {
  rows = 0;
  last: JournalLink = { sequence: 0, hash: beginning };
  private readonly faults: JournalIssue[] = [];
  private readonly signed: ReadonlyMap<number, readonly Checkpoint[]>;
  private readonly seals: ReadonlyMap<number, readonly JournalLink[]>;
  private readonly timeReversals: TimeReversal[] = [];
  private lastAt = 0;
  private readonly prunedUpTo: number;
  private tree = new MerkleTree();
  /** False after a gap, where roots no longer compare. */
  private whole = true;

  constructor(
    private readonly known: Required<Pick<VerifyOptions, 'anchors' | 'checkpoints' | 'seals'>>,
    first: JournalRow | undefined,
  ) {
    this.signed = Map.groupBy(known.checkpoints, ({ sequence }) => sequence);
    this.seals = Map.groupBy(known.seals, ({ sequence }) => sequence);
    const start = this.prunedBefore(first);
    this.prunedUpTo = start?.sequence ?? 0;
    if (!start) return;
    this.tree = treeOf(start);
    this.last = { sequence: start.sequence, hash: start.hash };
  }

  /** Only a signed note allows the chain to begin after its first entry. */
  private prunedBefore(first: JournalRow | undefined): Checkpoint | undefined {
    const pruned = this.known.checkpoints.filter(({ kind }) => kind === 'pruned');
    if (first) return pruned.find(({ sequence }) => sequence === first.sequence - 1);
    return pruned.toSorted((a, b) => b.sequence - a.sequence)[0];
  }

  step(row: JournalRow): void {
    const fault = issueWithRow(row, this.last);
    if (fault) this.faults.push(fault);
    this.whole &&= fault?.what !== 'missing';
    this.checkTime(row);
    if (this.seals.get(row.sequence)?.some(({ hash }) => hash !== row.hash))
      this.faults.push({ sequence: row.sequence, what: 'unsealed' });
    this.tree.add(row.hash);
    this.last = { sequence: row.sequence, hash: row.hash };
    this.rows += 1;
    if (this.whole && !this.isAsSigned()) {
      this.faults.push({ sequence: row.sequence, what: 'rewritten' });
      // Reported once; every later checkpoint would repeat it.
      this.whole = false;
    }
  }

  private isAsSigned(): boolean {
    const { sequence } = this.last;
    const notes = this.signed.get(sequence) ?? [];
    const anchors = this.known.anchors.filter((anchor) => anchor.sequence === sequence);
    if (notes.length + anchors.length === 0) return true;
    const root = this.tree.root();
    const isSigned = notes.every((note) => note.hash === this.last.hash && note.root === root);
    return isSigned && anchors.every((anchor) => anchor.root === root);
  }

  private checkTime({ at, sequence }: JournalRow): void {
    const seconds = (this.lastAt - at.getTime()) / 1000;
    if (seconds > 0) this.timeReversals.push({ sequence, seconds });
    this.lastAt = at.getTime();
  }

  end(): JournalCheck {
    const { anchors, checkpoints, seals } = this.known;
    const furthest = (all: readonly { readonly sequence: number }[]) =>
      all.reduce((most, { sequence }) => Math.max(most, sequence), 0);
    const signedUpTo = furthest(checkpoints);
    const { sequence } = this.last;
    if (furthest([...checkpoints, ...anchors, ...seals]) > sequence)
      this.faults.push({ sequence: sequence + 1, what: 'cut' });
    const { faults, last, prunedUpTo, rows, timeReversals } = this;
    return { rows, faults, signedUpTo, prunedUpTo, timeReversals, ...(rows > 0 && { last }) };
  }
}

/** The fields of a record that repeat its row. */
interface Written {
  readonly metadata: { readonly sequence: number };
  readonly time: number;
  readonly api: { readonly operation: string };
}

function isAsWritten(row: JournalRow): boolean {
  if (hashOf(row.previousHash, row.record) !== row.hash) return false;
  const { metadata, time, api } = JSON.parse(row.record) as Written;
  return (
    metadata.sequence === row.sequence &&
    time === row.at.getTime() &&
    api.operation === row.operation
  );
}
