/** One fact for the audit journal: who did what to what, and with which outcome. */
export interface JournalEvent {
  /** Dotted operation name: `collect.asked`, `package.stored`, `command.refused`, … */
  readonly operation: string;
  readonly actor: { readonly id: string; readonly name: string };
  readonly outcome: 'success' | 'failure' | 'refused' | 'started';
  /** Ids of the affected objects by type: Bailiff's and Defender's. */
  readonly resources?: Readonly<Record<string, string>>;
  /** Further values; secrets are redacted before the record is hashed. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Position of an entry in the chain. */
export interface JournalPlace {
  readonly sequence: number;
  /** SHA-256 over the previous hash and the record, in hex. */
  readonly hash: string;
}

/** The audit journal. Callers write first and act afterwards. */
export interface Journal {
  /**
   * Appends one event and resolves once it is durable. Not idempotent: every call adds an entry.
   * @returns the position of the new entry
   * @throws whatever prevented the write; the caller must then not perform the act
   */
  write(event: JournalEvent): Promise<JournalPlace>;
}

/** Storage of journal entries. Chaining and hashing belong to the journal. */
export interface JournalRows {
  /**
   * Appends the entries that `chain` returns for the current last entry, all or none, under a lock that
   * excludes other writers. Resolves once they are durable. May call `chain` more than once.
   */
  append(chain: (last: JournalLink | undefined) => readonly JournalRow[]): Promise<void>;
  /** Returns up to `most` entries in sequence order, starting at sequence `from`. */
  read(from: number, most: number): Promise<JournalRow[]>;
  /** Returns all entries since a time that name any of these ids, in sequence order. */
  about(ids: readonly string[], since: Date): Promise<JournalRow[]>;
  /** Deletes all entries up to and including this sequence. Idempotent. */
  deleteUpTo(sequence: number): Promise<void>;
}

/** Storage of signed statements about the journal. */
export interface JournalNotes {
  /** Stores a note. Idempotent: an existing note of the same kind and sequence stays unchanged. */
  save(note: JournalNote): Promise<void>;
  /** Returns the note of this kind with the highest sequence. */
  last(kind: JournalNote['kind']): Promise<JournalNote | undefined>;
  /** Returns the newest checkpoint made before a time. */
  lastBefore(at: Date): Promise<JournalNote | undefined>;
  /** Returns all notes, ordered by sequence and kind. */
  list(): Promise<JournalNote[]>;
}

export interface JournalNote {
  readonly kind: 'checkpoint' | 'pruned';
  readonly sequence: number;
  readonly at: Date;
  /** The signed JSON document. */
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
  /** Canonical JSON (RFC 8785): exactly the characters that were hashed. */
  readonly record: string;
  readonly previousHash: string;
}

/** A bag in the evidence store, as it was read back. */
export interface SealedBag {
  readonly file: string;
  /** Hash of the zip, in hex. */
  readonly bag: { readonly sha256: string };
  /** `collection.json` of the bag. */
  readonly record: {
    readonly payload: string;
    readonly sha256: string;
    readonly sha512: string;
    readonly journal?: JournalLink | undefined;
  };
}

/** Signed statements about packages. */
export interface Seals {
  /**
   * Stores a signed statement and the journal's inclusion proof beside a bag. Idempotent.
   * @throws the error of the evidence store. A proof that can't be made is logged only.
   */
  attest(sealed: SealedBag): Promise<void>;
  /** Signs a receipt; returns the DSSE envelope as JSON. */
  receipt(content: object): string;
}
