import type { Person, Role } from '../domain/person';
import type { LinkKind } from '../ports';

/** Something that one-time links deliver. */
export interface Offer {
  readonly kind: LinkKind;
  /** Required role at the time of the download. */
  readonly role: Role;
  /** Journal operation, such as `report.downloaded`. */
  readonly operation: string;
  /**
   * The page shown before the download. Link scanners read it too, so it names Bailiff ids only, never
   * a machine or a person.
   */
  page(id: string): Promise<OfferPage | undefined>;
  /** Opens the content; undefined when it no longer exists. */
  open(id: string, person: Person): Promise<Handout | undefined>;
}

export interface OfferPage {
  readonly title: string;
  readonly lines: readonly string[];
  /** Button label, such as "Download CSV". */
  readonly button: string;
}

export interface Handout {
  readonly fileName: string;
  /** Whole, or streamed: then with `size` and `sha256` for the headers. */
  readonly body: Buffer | AsyncIterable<Uint8Array>;
  readonly size?: number;
  /** In hex. */
  readonly sha256?: string;
}
