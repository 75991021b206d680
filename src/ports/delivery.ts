import type { ClockQuality } from '../domain/clock-quality';
import type { Duration } from '../domain/duration';
import type { Activity, Digest, OpenThings } from '../domain/overview';
import type { Person } from '../domain/person';

/** Counts over Bailiff's own tables. */
export interface Overview {
  /** Returns the activity since a time. */
  since(moment: Date): Promise<Activity>;
  /** Returns up to `most` open items of each kind, and their total counts. */
  open(most: number): Promise<OpenThings>;
  /** Returns the number of jobs, of one requester (Entra object id) or of all. */
  jobs(askedBy?: string): Promise<{ readonly collections: number; readonly reports: number }>;
}

/** Conversations that receive a daily digest. */
export interface Digests {
  /** Stores the digest of a conversation. Idempotent: replaces an earlier one. */
  set(digest: Omit<Digest, 'toldAt'>): Promise<void>;
  /** Removes a digest; returns false if there was none. */
  remove(conversationId: string): Promise<boolean>;
  /** Returns the digest of a conversation. */
  of(conversationId: string): Promise<Digest | undefined>;
  /** Returns all digests. */
  all(): Promise<Digest[]>;
  /** Records that a digest covering the time up to `until` was sent. */
  told(conversationId: string, until: Date): Promise<void>;
}

/** What hands evidence out, and by which clock: both are journalled with each hand-out. */
export interface HandOutTool {
  /** Name and version, such as `Bailiff/0.1.0`. */
  readonly tool: string;
  /** Returns what the host says about its clock; `unknown` where it says nothing. */
  readonly clockQuality: () => Promise<ClockQuality>;
}

/** Kinds of one-time links. Each kind has its own path under PUBLIC_URL. */
export type LinkKind = 'report' | 'package' | 'receipt';

/** One-time links for a single person and a single download. Bearer secrets: send them 1:1 only. */
export interface Links {
  /**
   * Issues a link to the object `id` of `kind`. Not idempotent: every call creates a new link.
   * @param link.expires lifetime; capped at 15 minutes
   * @returns the absolute URL
   */
  issue(link: {
    readonly kind: LinkKind;
    readonly id: string;
    readonly person: Person;
    readonly expires: Duration;
  }): Promise<string>;
}

/** A link as stored, under the SHA-256 of its token. */
export interface Link {
  readonly kind: LinkKind;
  readonly id: string;
  readonly person: Person;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Storage of one-time links. Expired links are never found. */
export interface LinkRows {
  /** Stores a new link. */
  add(tokenHash: string, link: Link): Promise<void>;
  /** Returns an unused link. */
  find(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** Returns a link, used or not, to resume an interrupted download. */
  findIncludingUsed(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** Marks a link as used and returns it; undefined for all but the first caller. */
  use(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** Makes a used link valid again, because nothing was delivered. Idempotent. */
  release(tokenHash: string): Promise<void>;
}
