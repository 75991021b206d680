import type { Clock, Evidence, JournalLink, JournalNotes, JournalRows, Log } from '../ports';
import { beginning } from './chain';
import {
  type Checkpoint,
  fileOf,
  noteOf,
  readCheckpoint,
  signCheckpoint,
  treeOf,
} from './checkpoint';
import { auditPath } from './inclusion';
import { MerkleTree } from './merkle';
import { publishedKeys, publishKey } from './published';
import type { SigningKey } from './signing-key';
import { issueWithRow } from './verify';

const page = 5000;

/** Proves that a signed checkpoint covers one entry, to anybody who has the public key. */
export interface InclusionProof extends JournalLink {
  readonly format: 'bailiff-inclusion-1';
  /** The hash is SHA-256 over `previousHash` and `record`. */
  readonly previousHash: string;
  readonly record: string;
  /** RFC 6962 audit path in hex, from the leaf to the root. */
  readonly path: readonly string[];
  readonly checkpoint: Checkpoint;
}

export interface CheckpointParts {
  readonly rows: JournalRows;
  readonly notes: JournalNotes;
  readonly evidence: Pick<Evidence, 'note' | 'list' | 'read'>;
  readonly key: SigningKey;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Number of entries after which a checkpoint is due. */
  readonly every?: number;
  /** Called with the file of each new checkpoint. */
  readonly onSigned?: ((file: string) => void) | undefined;
}

/** Creates signed checkpoints, in the database and in the evidence store. */
export class Checkpoints {
  private covered = 0;
  private making: Promise<void> = Promise.resolve();

  constructor(private readonly parts: CheckpointParts) {}

  /** Publishes the public key and loads the last checkpoint. */
  async open(): Promise<void> {
    const { evidence, key, notes } = this.parts;
    await publishKey(key, evidence);
    this.covered = (await notes.last('checkpoint'))?.sequence ?? 0;
  }

  /** Starts a checkpoint in the background when one is due. */
  reached(sequence: number): void {
    const { every = 1000, log } = this.parts;
    if (sequence - this.covered < every) return;
    this.covered = sequence;
    this.make().catch((error: unknown) => log.error({ error }, 'checkpoint failed'));
  }

  /** Creates a checkpoint if there are new entries. Calls are serialised. */
  make(): Promise<void> {
    this.making = this.making.catch(() => undefined).then(() => this.makeOne());
    return this.making;
  }

  /**
   * Makes a checkpoint that covers an entry and proves that it does.
   * @throws {Error} if the entry is not in the journal as given, or the chain is broken
   */
  async prove({ hash, sequence }: JournalLink): Promise<InclusionProof> {
    await this.make();
    const signed = await this.signedNotes();
    const checkpoint = signed.find((note) => note.sequence >= sequence);
    const base = signed.findLast((note) => note.sequence < sequence);
    if (!checkpoint) throw new Error(`no checkpoint covers row ${sequence} of the journal`);
    const covered = base?.sequence ?? 0;
    const rows = await this.parts.rows.read(covered + 1, checkpoint.sequence - covered);
    const row = rows.find((one) => one.sequence === sequence);
    if (row?.hash !== hash) throw new Error(`row ${sequence} of the journal is another one now`);
    const tree = { covered, peaks: base?.peaks ?? [], entries: rows.map((one) => one.hash) };
    const path = auditPath(tree, sequence - 1);
    const { previousHash, record } = row;
    return {
      format: 'bailiff-inclusion-1',
      sequence,
      hash,
      previousHash,
      record,
      path,
      checkpoint,
    };
  }

  /** All valid checkpoints and pruning notes, oldest first. */
  private async signedNotes(): Promise<Checkpoint[]> {
    const { evidence, notes } = this.parts;
    const keys = await publishedKeys(evidence);
    const documents = (await notes.list()).map(({ document }) => document);
    return documents.flatMap((document) => readCheckpoint(document, keys) ?? []);
  }

  private async makeOne(): Promise<void> {
    const { clock, evidence, key, log, notes } = this.parts;
    const before = await this.lastOne();
    const grown = await this.grow(before);
    if (!grown) return;
    const checkpoint = signCheckpoint({ kind: 'checkpoint', ...grown, at: clock.now() }, key);
    this.covered = checkpoint.sequence;
    // The evidence store first: a database rewritten meanwhile then contradicts it.
    const note = noteOf(checkpoint);
    await evidence.note(fileOf(checkpoint), note.document);
    await notes.save(note);
    log.info({ sequence: checkpoint.sequence, root: checkpoint.root }, 'journal checkpoint');
    this.parts.onSigned?.(fileOf(checkpoint));
  }

  /** Returns the newest valid checkpoint of any replica. */
  private async lastOne(): Promise<Checkpoint | undefined> {
    const { evidence, notes } = this.parts;
    const keys = await publishedKeys(evidence);
    const kinds = ['checkpoint', 'pruned'] as const;
    const found = await Promise.all(kinds.map((kind) => notes.last(kind)));
    return found
      .flatMap((note) => (note && readCheckpoint(note.document, keys)) ?? [])
      .toSorted((a, b) => b.sequence - a.sequence)[0];
  }

  /** Extends the tree from a checkpoint. Refuses to sign a broken chain. */
  private async grow(before: Checkpoint | undefined) {
    const tree = before ? treeOf(before) : new MerkleTree();
    let last = { sequence: tree.size, hash: before?.hash ?? beginning };
    for (;;) {
      const rows = await this.parts.rows.read(last.sequence + 1, page);
      for (const row of rows) {
        const fault = issueWithRow(row, last);
        if (fault) throw new Error(`row ${fault.sequence} of the journal is ${fault.what}`);
        tree.add(row.hash);
        last = row;
      }
      if (rows.length < page) break;
    }
    return tree.size > (before?.sequence ?? 0) ? { tree, hash: last.hash } : undefined;
  }
}
