import { WordedError } from '../domain/errors';
import type { StoredMessage } from '../language/language';

/** Stable error kinds, for programs. */
export type FaultKind =
  | 'absent'
  | 'unreadable'
  /** A version, encoding or algorithm that can't be checked here. */
  | 'unsupported'
  | 'zip'
  | 'path'
  | 'bagit'
  | 'bag-info'
  | 'algorithm'
  | 'manifest'
  | 'missing'
  | 'extra'
  | 'changed'
  | 'size'
  | 'fetch'
  | 'collection';

/** The first defect of a bag. */
export class BagError extends WordedError {
  override readonly name = 'BagFault';
  constructor(
    readonly kind: FaultKind,
    /** A plain sentence. May quote names from the bag, which are untrusted. */
    words: StoredMessage,
    options?: ErrorOptions & { readonly file?: string },
  ) {
    super(words, options);
    this.file = options?.file;
  }
  /** Path of the affected file in the bag. */
  readonly file: string | undefined;
}

/** Progress of a check, in bytes. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly file: string;
}

export type Verdict =
  | {
      readonly valid: true;
      /** Of BagIt: `1.0` is RFC 8493. */
      readonly version: string;
      /** Of the payload. */
      readonly files: number;
      readonly bytes: number;
      /** Algorithms that every payload file was checked with. */
      readonly algorithms: readonly string[];
      /** Provenance; absent when Bailiff did not seal the bag. */
      readonly collection?: {
        readonly collectionId: string;
        readonly actionId: string;
        readonly machineId: string;
        readonly requestedBy: string;
        readonly sha256: string;
      };
      /** Remarks that do not affect validity, in English. */
      readonly notes: readonly string[];
    }
  | {
      readonly valid: false;
      readonly fault: {
        readonly kind: FaultKind;
        /** May quote names from the bag, which are untrusted. */
        readonly words: StoredMessage;
        readonly file?: string;
      };
    };
