import type { JournalLink, JournalRow, JournalRows } from '../ports';
import { beginning, hashOf } from './chain';
import { type Checkpoint, treeOf } from './checkpoint';
import { MerkleTree } from './merkle';

const page = 5000;

export interface JournalFault {
  readonly sequence: number;
  /**
   * `rewritten`: the chain holds in itself, but is not the one that was signed. `cut`: rows that
   * were signed are not there. `unsigned`: a checkpoint that none of the known keys signed.
   */
  readonly what: 'missing' | 'edited' | 'unchained' | 'rewritten' | 'cut' | 'unsigned';
}

export interface JournalCheck {
  readonly rows: number;
  readonly faults: readonly JournalFault[];
  /** The end of the chain: rows after the last checkpoint can be cut without a trace. */
  readonly last?: JournalLink;
  /** The last row that a signature covers; 0 without any. */
  readonly signedUpTo: number;
  /** Rows up to here were pruned by the policy, and a signature says so. */
  readonly prunedUpTo: number;
}

export interface VerifyOptions {
  /** Read and found genuine already. */
  readonly checkpoints?: readonly Checkpoint[];
  readonly onProgress?: (rows: number) => void;
}

/** Reads the whole chain and names every row that is not as it was written, or not there. */
export async function verifyJournal(
  journal: Pick<JournalRows, 'read'>,
  { checkpoints = [], onProgress = () => {} }: VerifyOptions = {},
): Promise<JournalCheck> {
  const [first] = await journal.read(1, 1);
  const walk = new Walk(checkpoints, first);
  for (;;) {
    const rows = await journal.read(walk.last.sequence + 1, page);
    for (const row of rows) walk.step(row);
    onProgress(walk.rows);
    if (rows.length < page) break;
  }
  return walk.end();
}

/** What is wrong with a row that should follow `last`. */
export function faultOf(row: JournalRow, last: JournalLink): JournalFault | undefined {
  const { sequence } = row;
  if (sequence !== last.sequence + 1) return { sequence: last.sequence + 1, what: 'missing' };
  if (row.previousHash !== last.hash) return { sequence, what: 'unchained' };
  return isAsWritten(row) ? undefined : { sequence, what: 'edited' };
}

/** One way along the chain, with the tree growing beside it and compared wherever one was signed. */
class Walk {
  rows = 0;
  last: JournalLink = { sequence: 0, hash: beginning };
  private readonly faults: JournalFault[] = [];
  private readonly signed: ReadonlyMap<number, readonly Checkpoint[]>;
  private readonly prunedUpTo: number;
  private tree = new MerkleTree();
  /** After a gap the tree is another one, and says nothing more. */
  private whole = true;

  constructor(
    private readonly checkpoints: readonly Checkpoint[],
    first: JournalRow | undefined,
  ) {
    this.signed = Map.groupBy(checkpoints, ({ sequence }) => sequence);
    const start = this.prunedBefore(first);
    this.prunedUpTo = start?.sequence ?? 0;
    if (!start) return;
    this.tree = treeOf(start);
    this.last = { sequence: start.sequence, hash: start.hash };
  }

  /** Only a signed note lets the chain begin elsewhere than at its first row. */
  private prunedBefore(first: JournalRow | undefined): Checkpoint | undefined {
    const pruned = this.checkpoints.filter(({ kind }) => kind === 'pruned');
    if (first) return pruned.find(({ sequence }) => sequence === first.sequence - 1);
    return pruned.toSorted((a, b) => b.sequence - a.sequence)[0];
  }

  step(row: JournalRow): void {
    const fault = faultOf(row, this.last);
    if (fault) this.faults.push(fault);
    this.whole &&= fault?.what !== 'missing';
    this.tree.add(row.hash);
    this.last = { sequence: row.sequence, hash: row.hash };
    this.rows += 1;
    if (this.whole && !this.isAsSigned()) {
      this.faults.push({ sequence: row.sequence, what: 'rewritten' });
      // One fault says it; every later checkpoint would say it again.
      this.whole = false;
    }
  }

  private isAsSigned(): boolean {
    const notes = this.signed.get(this.last.sequence) ?? [];
    const root = notes.length > 0 ? this.tree.root() : '';
    return notes.every((note) => note.hash === this.last.hash && note.root === root);
  }

  end(): JournalCheck {
    const signedUpTo = Math.max(0, ...this.checkpoints.map(({ sequence }) => sequence));
    const { sequence } = this.last;
    if (signedUpTo > sequence) this.faults.push({ sequence: sequence + 1, what: 'cut' });
    const { rows, faults, last, prunedUpTo } = this;
    return { rows, faults, signedUpTo, prunedUpTo, ...(rows > 0 && { last }) };
  }
}

function isAsWritten(row: JournalRow): boolean {
  if (hashOf(row.previousHash, row.record) !== row.hash) return false;
  const { metadata, time, api } = JSON.parse(row.record);
  return (
    metadata.sequence === row.sequence &&
    time === row.at.getTime() &&
    api.operation === row.operation
  );
}
