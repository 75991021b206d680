import type { Duration } from '../domain/duration';
import type { Activity, Digest, OpenThings } from '../domain/overview';
import type { Person } from '../domain/person';

/** How things stand, counted over our own tables. */
export interface Overview {
  since(moment: Date): Promise<Activity>;
  /** What is open now: up to so many of each kind, and how many there are. */
  open(most: number): Promise<OpenThings>;
  /** How many jobs there are, of one person or of all. */
  jobs(askedBy?: string): Promise<{ readonly collections: number; readonly reports: number }>;
}

/** Which conversations are told once a day how things stand. */
export interface Digests {
  set(digest: Omit<Digest, 'toldAt'>): Promise<void>;
  /** False where there was none. */
  remove(conversationId: string): Promise<boolean>;
  of(conversationId: string): Promise<Digest | undefined>;
  all(): Promise<Digest[]>;
  told(conversationId: string, until: Date): Promise<void>;
}

/** What a one-time link hands out: each kind has its own path under PUBLIC_URL. */
export type LinkKind = 'report' | 'package';

/** Links for one person that give one download, to be sent 1:1 only: whoever holds one can use it. */
export interface Links {
  /** A new address. What it hands out is `id` of `kind`; it lives for `expires`, at most 15 minutes. */
  issue(link: {
    readonly kind: LinkKind;
    readonly id: string;
    readonly person: Person;
    readonly expires: Duration;
  }): Promise<string>;
}

/** A link as it stands in the database, under the hash of its token. */
export interface Link {
  readonly kind: LinkKind;
  readonly id: string;
  readonly person: Person;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Where one-time links lie. A link that was used or is too old is not found any more. */
export interface LinkRows {
  add(tokenHash: string, link: Link): Promise<void>;
  find(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** The same, used or not: for a download that broke and goes on. */
  findEvenUsed(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** Gives the link to the one caller who uses it. */
  use(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** Takes the use back: nothing was handed out. */
  release(tokenHash: string): Promise<void>;
}
