import { WordedError } from '../domain/errors';
import type { StoredMessage } from '../language/language';

/** What kind of fault a bag has; stable, for programs. */
export type FaultKind =
  | 'unreadable'
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

/** The first thing that is wrong with a bag. */
export class BagFault extends WordedError {
  override readonly name = 'BagFault';
  constructor(
    readonly kind: FaultKind,
    /** A plain sentence; it may quote names from the bag, which are foreign text. */
    words: StoredMessage,
    options?: ErrorOptions & { readonly file?: string },
  ) {
    super(words, options);
    this.file = options?.file;
  }
  /** The file it is about, as it is called in the bag. */
  readonly file: string | undefined;
}

/** How far a check has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly file: string;
}

export type Verdict =
  | {
      readonly valid: true;
      /** Of the payload. */
      readonly files: number;
      readonly bytes: number;
      /** What every payload file was checked with. */
      readonly algorithms: readonly string[];
      /** Where the evidence comes from; missing in a bag that Bailiff did not seal. */
      readonly collection?: {
        readonly collectionId: string;
        readonly actionId: string;
        readonly machineId: string;
        readonly requestedBy: string;
        readonly sha256: string;
      };
      /** What a reader should know although it is no fault; for the terminal, in English. */
      readonly notes: readonly string[];
    }
  | {
      readonly valid: false;
      readonly fault: {
        readonly kind: FaultKind;
        /** May quote names from the bag, which are foreign text. */
        readonly words: StoredMessage;
        readonly file?: string;
      };
    };
