import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './clock';

const path = '/safedownload/WDATP_Investigation_Package.zip';
/** Defender deletes packages after this time. */
const retentionMs = 30 * 86_400_000;

interface Link {
  readonly actionId: string;
  readonly expiresAt: number;
}

/** Issued download links. A link is a bearer credential, so it expires after a few minutes. */
export class Links {
  private readonly issued = new Map<string, Link>();

  constructor(
    private readonly clock: Clock,
    private readonly origin: () => string,
  ) {}

  issue(actionId: string, lifeSeconds: number): string {
    const secret = createHash('sha256').update(randomBytes(32)).digest('base64');
    // Lower-case escapes: a client that decodes and re-encodes the link breaks it.
    const token = encodeURIComponent(`${actionId.slice(0, 4)}/${secret};==`).replace(
      /%[0-9A-F]{2}/g,
      (escaped) => escaped.toLowerCase(),
    );
    this.issued.set(token, { actionId, expiresAt: this.clock.now() + lifeSeconds * 1000 });
    return `${this.origin()}${path}?token=${token}`;
  }

  /** Resolves a token to its action, or says why it can't. */
  follow(askedPath: string, rawQuery: string): Link | 'unknown' | 'expired' {
    const token = /(?:^|&)token=([^&]*)/.exec(rawQuery)?.[1] ?? '';
    const link = askedPath === path ? this.issued.get(token) : undefined;
    if (!link) return 'unknown';
    return link.expiresAt <= this.clock.now() ? 'expired' : link;
  }

  isForgotten(finishedAt: number): boolean {
    return finishedAt < this.clock.now() - retentionMs;
  }
}
