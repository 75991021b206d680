import type { Clock, Evidence, JournalNotes, JournalRows, Log } from '../ports';
import { beginning } from './chain';
import {
  type Checkpoint,
  fileOf,
  noteOf,
  readCheckpoint,
  signCheckpoint,
  treeOf,
} from './checkpoint';
import { MerkleTree } from './merkle';
import { publishedKeys, publishKey } from './published';
import type { SigningKey } from './signing-key';
import { faultOf } from './verify';

const page = 5000;

export interface CheckpointParts {
  readonly rows: JournalRows;
  readonly notes: JournalNotes;
  readonly evidence: Pick<Evidence, 'note' | 'list' | 'read'>;
  readonly key: SigningKey;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** A checkpoint is due after so many rows. */
  readonly every?: number;
}

/** Signs how far the journal has come, now and then and at the end, here and outside the database. */
export class Checkpoints {
  private covered = 0;
  private making: Promise<void> = Promise.resolve();

  constructor(private readonly parts: CheckpointParts) {}

  /** Publishes the key, so that whoever checks later knows whose signature it is. */
  async open(): Promise<void> {
    const { evidence, key, notes } = this.parts;
    await publishKey(key, evidence);
    this.covered = (await notes.last('checkpoint'))?.sequence ?? 0;
  }

  /** The journal has come this far: a checkpoint is made when one is due. Nobody waits for it. */
  reached(sequence: number): void {
    const { every = 1000, log } = this.parts;
    if (sequence - this.covered < every) return;
    this.covered = sequence;
    this.make().catch((error: unknown) => log.error({ error }, 'no checkpoint could be made'));
  }

  /** Makes one now, where there is something new; one at a time. */
  make(): Promise<void> {
    this.making = this.making.catch(() => undefined).then(() => this.makeOne());
    return this.making;
  }

  private async makeOne(): Promise<void> {
    const { clock, evidence, key, log, notes } = this.parts;
    const before = await this.lastOne();
    const grown = await this.grow(before);
    if (!grown) return;
    const checkpoint = signCheckpoint({ kind: 'checkpoint', ...grown, at: clock.now() }, key);
    this.covered = checkpoint.sequence;
    // Outside first: a database that is rewritten meanwhile meets its own past there.
    const note = noteOf(checkpoint);
    await evidence.note(fileOf(checkpoint), note.document);
    await notes.save(note);
    log.info({ sequence: checkpoint.sequence, root: checkpoint.root }, 'journal checkpoint');
  }

  /** Where a replica of ours left off; without such a point the tree grows from the first row. */
  private async lastOne(): Promise<Checkpoint | undefined> {
    const { evidence, notes } = this.parts;
    const keys = await publishedKeys(evidence);
    const kinds = ['checkpoint', 'pruned'] as const;
    const found = await Promise.all(kinds.map((kind) => notes.last(kind)));
    return found
      .flatMap((note) => (note && readCheckpoint(note.document, keys)) ?? [])
      .toSorted((a, b) => b.sequence - a.sequence)[0];
  }

  /** Reads on from a checkpoint. A chain that doesn't hold is never signed. */
  private async grow(before: Checkpoint | undefined) {
    const tree = before ? treeOf(before) : new MerkleTree();
    let last = { sequence: tree.size, hash: before?.hash ?? beginning };
    for (;;) {
      const rows = await this.parts.rows.read(last.sequence + 1, page);
      for (const row of rows) {
        const fault = faultOf(row, last);
        if (fault) throw new Error(`row ${fault.sequence} of the journal is ${fault.what}`);
        tree.add(row.hash);
        last = row;
      }
      if (rows.length < page) break;
    }
    return tree.size > (before?.sequence ?? 0) ? { tree, hash: last.hash } : undefined;
  }
}
