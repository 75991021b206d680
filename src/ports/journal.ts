/** One fact for the record: who did what to what, and how it went. */
export interface JournalEvent {
  /** What happened: `collect.asked`, `package.stored`, `command.refused`, … */
  readonly operation: string;
  readonly actor: { readonly id: string; readonly name: string };
  readonly outcome: 'success' | 'failure' | 'refused' | 'started';
  /** What it was about: ids of ours and Defender's. */
  readonly resources?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Where an event stands in the chain. */
export interface JournalPlace {
  readonly sequence: number;
  /** SHA-256 over the hash before and the record. */
  readonly hash: string;
}

/** If the record can't be written, the act does not happen: `write` rejects. */
export interface Journal {
  write(event: JournalEvent): Promise<JournalPlace>;
}

/** Where the journal's rows lie; only the chain itself is the journal's business. */
export interface JournalRows {
  /** Adds what `chain` makes of the last row, all or nothing, while nobody else adds; durable when it resolves. */
  append(chain: (last: JournalLink | undefined) => readonly JournalRow[]): Promise<void>;
  /** In order of their sequence, from `from` on. */
  read(from: number, most: number): Promise<JournalRow[]>;
  /** What was written since a moment about any of these ids, in order. */
  about(ids: readonly string[], since: Date): Promise<JournalRow[]>;
  /** Removes the beginning of the chain, up to and with this row. */
  forget(upTo: number): Promise<void>;
}

/** Signed notes about the journal: how long it was, and up to where it was pruned. */
export interface JournalNotes {
  /** A note of the same kind and sequence stays as it is. */
  save(note: JournalNote): Promise<void>;
  last(kind: JournalNote['kind']): Promise<JournalNote | undefined>;
  /** The newest checkpoint made before a moment. */
  lastBefore(at: Date): Promise<JournalNote | undefined>;
  list(): Promise<JournalNote[]>;
}

export interface JournalNote {
  readonly kind: 'checkpoint' | 'pruned';
  readonly sequence: number;
  readonly at: Date;
  /** The signed JSON itself. */
  readonly document: string;
}

export interface JournalLink {
  readonly sequence: number;
  /** SHA-256 in hex. */
  readonly hash: string;
}

export interface JournalRow extends JournalLink {
  readonly at: Date;
  readonly operation: string;
  /** Canonical JSON: the very characters that were hashed. */
  readonly record: string;
  readonly previousHash: string;
}
