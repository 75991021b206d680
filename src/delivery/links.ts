import { createHash, randomBytes } from 'node:crypto';
import { type Duration, milliseconds, minutes } from '../domain/duration';
import type { Clock, Link, LinkKind, LinkRows, Links } from '../ports';

/**
 * One-time links with a 256-bit random token; the database stores its hash only.
 *
 * To deliver something new, add a `LinkKind`, its path here and an `Offer` (offer.ts).
 */
export class OneTimeLinks implements Links {
  constructor(private readonly parts: LinkParts) {}

  /** Scheme, host and port of the public address, as browsers name it. */
  get origin(): string {
    return new URL(this.parts.publicUrl()).origin;
  }

  async issue({ expires, ...link }: Parameters<Links['issue']>[0]): Promise<string> {
    const { clock, publicUrl, rows } = this.parts;
    const token = randomBytes(32).toString('base64url');
    const issuedAt = clock.now();
    const lives = clock.real(milliseconds(Math.min(expires, maxLinkDuration)));
    const expiresAt = new Date(issuedAt.getTime() + lives);
    await rows.add(hashOf(token), { ...link, issuedAt, expiresAt });
    return `${publicUrl().replace(/\/+$/, '')}/${paths[link.kind]}/${token}`;
  }

  /** Returns an unused, unexpired link without using it. */
  find(kind: LinkKind, token: string): Promise<Link | undefined> {
    return this.#find(kind, token);
  }

  /** Returns an unexpired link, used or not, to resume an interrupted download. */
  async findIncludingUsed(kind: LinkKind, token: string): Promise<Link | undefined> {
    if (!isToken(token)) return undefined;
    const { clock, rows } = this.parts;
    const link = await rows.findIncludingUsed(hashOf(token), clock.now());
    return link?.kind === kind ? link : undefined;
  }

  /** Uses the link. Only the first caller gets it. */
  async use(kind: LinkKind, token: string): Promise<Link | undefined> {
    // A token must not be used at the endpoint of another kind.
    const there = await this.#find(kind, token);
    return there && this.parts.rows.use(hashOf(token), this.parts.clock.now());
  }

  /** Makes a used link valid again, because nothing was delivered. */
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
  /** Called late: with a dynamic port the URL is known once the server listens. */
  readonly publicUrl: () => string;
}

/** First path segment of each kind. */
export const paths: Readonly<Record<LinkKind, string>> = {
  report: 'reports',
  package: 'packages',
  receipt: 'receipts',
};

export const maxLinkDuration: Duration = minutes(15);

function isToken(token: string): boolean {
  return /^[\w-]{43}$/.test(token);
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
