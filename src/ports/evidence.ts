import type { Package } from '../domain/collection';
import type { Person } from '../domain/person';

export interface RateReservation {
  readonly id: string;
  readonly at: Date;
}

/** Where a broken download may go on, if the server still has the same bytes. */
export interface ResumePoint {
  readonly offset: number;
  readonly etag: string;
}

export interface PackageStream {
  readonly body: AsyncIterable<Uint8Array>;
  /** Size of the whole package in bytes, where the server announced it. */
  readonly size?: number | undefined;
  /** Where the body begins: 0, or the offset asked for. */
  readonly offset: number;
  readonly etag?: string | undefined;
}

/** What is to be kept. A piece of it is good until the next one is asked for. */
export interface EvidenceSource {
  readonly body: AsyncIterable<Uint8Array>;
  /** At least so many bytes will come, where that is known: room is looked for early. */
  readonly expects?: number;
}

/** The evidence store: bytes in, nothing half-written ever visible. Whoever keeps reads back. */
export interface Evidence {
  /**
   * Keeps one package: streams it in, makes it durable, then visible.
   * Safe to repeat: what is complete already is not fetched again, and `written` is false.
   * @throws {PackageRefused} larger than allowed, or no room; and whatever the source throws, as it is
   */
  keep(request: {
    name: string;
    open: () => Promise<EvidenceSource>;
    onProgress?: (received: number) => void;
  }): Promise<{ file: string; size: number; written: boolean }>;
  check(): Promise<void>;
  /** What the store itself does against change and removal, where it can say so. */
  protection(): Promise<Protection | undefined>;
  /** Opens a kept file, whole or in part; nothing where there is none. */
  read(file: string, range?: ByteRange): Promise<EvidenceRead | undefined>;
  /** Does work that needs a kept file as a file on this machine's disk; nothing where there is none. */
  onDisk<T>(file: string, work: (path: string) => Promise<T>): Promise<T | undefined>;
  /** Keeps a small file beside the packages, once: one that is there stays as it is. */
  note(file: string, content: string): Promise<void>;
  /** Every kept file whose name begins so, without halves and our own book-keeping. */
  list(beginning?: string): Promise<EvidenceFile[]>;
  /** Removes a kept file; one that is gone already is fine. */
  remove(file: string): Promise<void>;
}

/** Settings of the store's container; what it does not tell is left open. */
export interface Protection {
  readonly immutabilityPolicy?: boolean;
  readonly legalHold?: boolean;
  /** Versions of a blob that nobody can change (version-level WORM). */
  readonly immutableVersions?: boolean;
}

/** Both ends belong to it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface EvidenceRead {
  /** Of the whole file, whatever part was asked for. */
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface EvidenceFile {
  readonly file: string;
  readonly size: number;
  readonly changedAt: Date;
}

/** Collections whose packages must not be removed, whatever the policy says. */
export interface Holds {
  /** The first one stays: who held it first is who is named. */
  add(hold: Hold): Promise<Hold>;
  /** What was held, when it was. */
  remove(collectionId: string): Promise<Hold | undefined>;
  get(collectionId: string): Promise<Hold | undefined>;
  /** Packages stored before the moment, neither held nor removed yet, oldest first. */
  expired(before: Date, most: number): Promise<Package[]>;
}

export interface Hold {
  readonly collectionId: string;
  readonly by: Person;
  readonly at: Date;
}
