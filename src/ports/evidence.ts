import type { Package } from '../domain/collection';
import type { Person } from '../domain/person';

/** A reserved place in a rate limit. */
export interface RateReservation {
  readonly id: string;
  readonly at: Date;
}

/** Where an interrupted download resumes, if the server still has the same bytes. */
export interface ResumePoint {
  readonly offset: number;
  readonly etag: string;
}

export interface PackageStream {
  readonly body: AsyncIterable<Uint8Array>;
  /** Size of the whole package in bytes, if the server announced it. */
  readonly size?: number | undefined;
  /** Offset of the first byte of `body`: 0, or the requested offset. */
  readonly offset: number;
  readonly etag?: string | undefined;
}

/** Content to store. Each chunk is valid until the next one is requested. */
export interface EvidenceSource {
  readonly body: AsyncIterable<Uint8Array>;
  /** Expected size in bytes, if known; free space is checked before the first byte. */
  readonly expects?: number;
}

/** The evidence store. Partial files are never visible, and existing files are never overwritten. */
export interface Evidence {
  /**
   * Streams one package into the store and resolves once it is durable. Idempotent: a package that is
   * already complete is not fetched again, and concurrent calls share one fetch.
   * @param request.name id of the package, such as `C-7F3K2/1`
   * @param request.onProgress called with the number of bytes received
   * @returns file name and size in bytes; `written` is false when the file existed before
   * @throws {PackageRefusedError} if the package exceeds a size limit, the quota or the free space
   * @throws whatever `open` or its body throws, unchanged
   */
  store(request: {
    name: string;
    /** Opens the source; called only if the file is not complete yet. */
    open: () => Promise<EvidenceSource>;
    /** Reports progress in bytes. */
    onProgress?: (received: number) => void;
  }): Promise<{ file: string; size: number; written: boolean }>;
  /**
   * Checks that the store can be written to.
   * @throws {PackageRefusedError} if no space is left
   * @throws the error of the disk or the account
   */
  check(): Promise<void>;
  /** Returns the store's own protection settings; undefined when it has none. */
  protection(): Promise<Protection | undefined>;
  /** Opens a file, whole or a byte range of it; undefined when it does not exist. */
  read(file: string, range?: ByteRange): Promise<EvidenceRead | undefined>;
  /**
   * Calls `work` with the path of a local copy, which is valid during the call only.
   * @returns the result of `work`; undefined when the file does not exist
   */
  onDisk<T>(file: string, work: (path: string) => Promise<T>): Promise<T | undefined>;
  /** Stores a small file beside the packages. Idempotent: an existing file stays unchanged. */
  note(file: string, content: string | Uint8Array): Promise<void>;
  /** Returns all complete files whose name starts with a prefix. */
  list(prefix?: string): Promise<EvidenceFile[]>;
  /**
   * Deletes a file. Idempotent.
   * @throws if the store refuses the deletion, for example under an immutability policy
   */
  remove(file: string): Promise<void>;
}

/** Protection settings of the store's container. Undefined: the account does not report it. */
export interface Protection {
  readonly immutabilityPolicy?: boolean | undefined;
  readonly legalHold?: boolean | undefined;
  /** Version-level WORM. */
  readonly immutableVersions?: boolean | undefined;
}

/** Offsets in bytes; both ends are inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface EvidenceRead {
  /** Size of the whole file in bytes, also for a range. */
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface EvidenceFile {
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  readonly changedAt: Date;
}

/** Legal holds: packages of these collections are exempt from retention. */
export interface Holds {
  /** Adds a hold. Idempotent: returns the existing hold if there is one. */
  add(hold: Hold): Promise<Hold>;
  /** Removes a hold and returns it; undefined when there was none. */
  remove(collectionId: string): Promise<Hold | undefined>;
  /** Returns the hold on a collection. */
  get(collectionId: string): Promise<Hold | undefined>;
  /** Returns up to `most` packages stored before a time, without hold or removal, oldest first. */
  expired(before: Date, most: number): Promise<Package[]>;
}

export interface Hold {
  readonly collectionId: string;
  readonly by: Person;
  readonly at: Date;
}
