import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './clock';

const path = '/safedownload/WDATP_Investigation_Package.zip';
/** After so long Defender no longer keeps a package. */
const keptMs = 30 * 86_400_000;

interface Link {
  readonly actionId: string;
  readonly expiresAt: number;
}

/** The links that were handed out. Whoever has one gets the package, so each lives a few minutes. */
export class Links {
  private readonly issued = new Map<string, Link>();

  constructor(
    private readonly clock: Clock,
    private readonly origin: () => string,
  ) {}

  issue(actionId: string, lifeSeconds: number): string {
    const secret = createHash('sha256').update(randomBytes(32)).digest('base64');
    // Lower-case escapes: a client that decodes and encodes the link again breaks it.
    const token = encodeURIComponent(`${actionId.slice(0, 4)}/${secret};==`).replace(
      /%[0-9A-F]{2}/g,
      (escaped) => escaped.toLowerCase(),
    );
    this.issued.set(token, { actionId, expiresAt: this.clock.now() + lifeSeconds * 1000 });
    return `${this.origin()}${path}?token=${token}`;
  }

  /** The action behind a token, or why there is none. */
  follow(askedPath: string, rawQuery: string): Link | 'unknown' | 'expired' {
    const token = /(?:^|&)token=([^&]*)/.exec(rawQuery)?.[1] ?? '';
    const link = askedPath === path ? this.issued.get(token) : undefined;
    if (!link) return 'unknown';
    return link.expiresAt <= this.clock.now() ? 'expired' : link;
  }

  isForgotten(finishedAt: number): boolean {
    return finishedAt < this.clock.now() - keptMs;
  }
}
