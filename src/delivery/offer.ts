import type { Person, Role } from '../domain/person';
import type { LinkKind } from '../ports';

/** Something that one-time links hand out. */
export interface Offer {
  readonly kind: LinkKind;
  /** Who may still have it at the moment of the download. */
  readonly role: Role;
  /** Said in the journal: `report.downloaded`. */
  readonly operation: string;
  /**
   * What the page says before anything is handed out. Link scanners read it too: name it by our own
   * ids, never by a machine or a person.
   */
  page(id: string): Promise<OfferPage | undefined>;
  /** Opens what is handed out; nothing when it is gone. */
  open(id: string, person: Person): Promise<Handout | undefined>;
}

export interface OfferPage {
  readonly title: string;
  readonly lines: readonly string[];
  /** What the button says, such as "Download CSV". */
  readonly button: string;
}

export interface Handout {
  readonly fileName: string;
  /** Whole, or in pieces: then with `size` and `sha256`, which go into the headers. */
  readonly body: Buffer | AsyncIterable<Uint8Array>;
  readonly size?: number;
  /** In hex. */
  readonly sha256?: string;
}
