import { createHash, randomBytes } from 'node:crypto';
import { type Duration, milliseconds, minutes } from '../domain/duration';
import type { Clock, Link, LinkKind, LinkRows, Links } from '../ports';

/**
 * One-time links: `issue` makes the address, `door.ts` hands out what it stands for.
 *
 * The token is 256 random bits and is written down nowhere: the database holds its hash. GET and HEAD
 * look, POST uses. To deliver something new: a `LinkKind`, its path here, and an `Offer` (offer.ts)
 * given to the door.
 */
export class OneTimeLinks implements Links {
  constructor(private readonly parts: LinkParts) {}

  async issue({ expires, ...link }: Parameters<Links['issue']>[0]): Promise<string> {
    const { clock, publicUrl, rows } = this.parts;
    const token = randomBytes(32).toString('base64url');
    const issuedAt = clock.now();
    const lives = clock.real(milliseconds(Math.min(expires, longest)));
    const expiresAt = new Date(issuedAt.getTime() + lives);
    await rows.add(hashOf(token), { ...link, issuedAt, expiresAt });
    return `${publicUrl().replace(/\/+$/, '')}/${paths[link.kind]}/${token}`;
  }

  /** What the link stands for, without using it up. */
  look(kind: LinkKind, token: string): Promise<Link | undefined> {
    return this.#find(kind, token);
  }

  /** The same, used or not, until it is too old: for a download that broke and goes on. */
  async lookEvenUsed(kind: LinkKind, token: string): Promise<Link | undefined> {
    if (!isToken(token)) return undefined;
    const { clock, rows } = this.parts;
    const link = await rows.findEvenUsed(hashOf(token), clock.now());
    return link?.kind === kind ? link : undefined;
  }

  /** Uses the link up: the first caller gets it, nobody after. */
  async use(kind: LinkKind, token: string): Promise<Link | undefined> {
    // A token of another kind must not be used up at the wrong door.
    const there = await this.#find(kind, token);
    return there && this.parts.rows.use(hashOf(token), this.parts.clock.now());
  }

  /** Nothing was handed out after all: the link works again. */
  async release(token: string): Promise<void> {
    await this.parts.rows.release(hashOf(token));
  }

  async #find(kind: LinkKind, token: string): Promise<Link | undefined> {
    const { clock, rows } = this.parts;
    if (!isToken(token)) return undefined;
    const link = await rows.find(hashOf(token), clock.now());
    return link?.kind === kind ? link : undefined;
  }
}

export interface LinkParts {
  readonly rows: LinkRows;
  readonly clock: Clock;
  /** Asked late: with any free port the address is known once the door is open. */
  readonly publicUrl: () => string;
}

/** The first part of the path of each kind. */
export const paths: Readonly<Record<LinkKind, string>> = { report: 'reports', package: 'packages' };

export const longest: Duration = minutes(15);

function isToken(token: string): boolean {
  return /^[\w-]{43}$/.test(token);
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
