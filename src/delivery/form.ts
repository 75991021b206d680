import type { IncomingMessage } from 'node:http';

// A purpose of 200 characters takes 2.4 kB at most when each is percent-encoded.
const maxBytes = 8 * 1024;

/** Reads the fields of a posted form; undefined when the body is too large. */
export async function readForm(req: IncomingMessage): Promise<URLSearchParams | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) return undefined;
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}
