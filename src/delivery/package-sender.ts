import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteRange, Evidence, Journal, Link, Log } from '../ports';
import { ChangedWhileSentError, HashedBody } from './hand-out';
import { downloadHeaders } from './headers';
import { type Deliverable, recordDownload } from './package-store';

export interface SenderParts {
  readonly evidence: Pick<Evidence, 'read'>;
  readonly journal: Journal;
  readonly log: Log;
}

interface Sending extends Deliverable {
  readonly res: ServerResponse;
  readonly link: Link;
}

/** Sends a package, whole or a part of it, and journals what was really sent. */
export async function sendPackage(
  one: Sending,
  part: ByteRange | undefined,
  parts: SenderParts,
): Promise<void> {
  const { res, stored } = one;
  const found = await parts.evidence.read(stored.file, part);
  if (!found) throw new Error(`${stored.file} is gone`);
  const { file: fileName, sha256 } = stored;
  const size = part ? part.end - part.start + 1 : stored.size;
  res.writeHead(part ? 206 : 200, {
    ...downloadHeaders({ fileName, size, sha256 }),
    'accept-ranges': 'bytes',
    etag: `"${sha256}"`,
    ...(part && { 'content-range': `bytes ${part.start}-${part.end}/${stored.size}` }),
  });
  const body = new HashedBody(found.body);
  const error = await pipeline(Readable.from(body.pieces(part ? undefined : sha256)), res).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  await recordEnd(one, { body, error, part }, parts);
}

/** The bytes are out: a journal that can't be written now is logged, and stops nothing. */
async function recordEnd(
  one: Sending,
  { body, error, part }: { body: HashedBody; error: unknown; part: ByteRange | undefined },
  { journal, log }: SenderParts,
): Promise<void> {
  const { file, sha256: expected } = one.stored;
  const details = { size: body.size, sha256: body.sha256, ...(part && { range: part }) };
  const record = (operation: Parameters<typeof recordDownload>[0], more = {}) =>
    recordDownload(operation, { ...one, details: { ...details, ...more } }, { journal, log });
  if (!error) {
    await record('package.delivered');
  } else if (error instanceof ChangedWhileSentError) {
    log.error({ file }, 'a file in the evidence store changed while it was sent');
    await record('package.damaged', { file, expected });
  } else {
    // The client may come back with a range.
    log.info({ error, file }, 'a download ended early');
    await record('package.interrupted');
  }
}
