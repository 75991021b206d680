import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';

const ivBytes = 12;
const tagBytes = 16;

/**
 * An encrypted, authenticated cookie. The key derives from a secret that all replicas share, so any
 * replica can serve the next request.
 */
export class SealedCookie<Content extends object> {
  private readonly key: Buffer;

  constructor(
    private readonly name: string,
    private readonly shape: z.ZodType<Content>,
    secret: string,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', secret, 'bailiff', `cookie ${name}`, 32));
  }

  /** Set-Cookie header. `__Host-` limits it to this host and https. */
  header(content: Content, seconds: number): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final()]);
    const value = Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    return `__Host-${this.name}=${value}; Max-Age=${seconds}; Path=/; Secure; HttpOnly; SameSite=Lax`;
  }

  /** Set-Cookie header that deletes it. */
  gone(): string {
    return `__Host-${this.name}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax`;
  }

  /** Returns the content; undefined when the cookie is absent or not authentic. */
  read(req: IncomingMessage): Content | undefined {
    const wanted = `__Host-${this.name}=`;
    const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const value = pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length);
    return value ? this.open(Buffer.from(value, 'base64url')) : undefined;
  }

  private open(bytes: Buffer): Content | undefined {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      const sealed = bytes.subarray(ivBytes + tagBytes);
      const text = Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
      return this.shape.safeParse(JSON.parse(text)).data;
    } catch {
      // Truncated, altered or encrypted with another key.
      return undefined;
    }
  }
}
