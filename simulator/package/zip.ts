import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { madeAt } from './facts';

export interface Entry {
  readonly path: string;
  readonly content: Buffer;
}

const written = { mtime: madeAt, mode: 0o100644, forceDosTimestamp: true };

export async function zip(entries: readonly Entry[]): Promise<Buffer> {
  const file = new ZipFile();
  for (const { path, content } of entries) file.addBuffer(content, path, written);
  file.end();
  return buffer(file.outputStream);
}

const blockBytes = 1024 * 1024;

/**
 * A zip of a given size, generated while it is read: the usual entries and one filler file.
 * Entries are stored uncompressed, so the size is known in advance.
 */
export async function largeZip(
  entries: readonly Entry[],
  bytes: number,
): Promise<{ bytes: number; open(first: number, last: number): Readable }> {
  const emptySize = (await start(entries, 0)).size;
  const fillerBytes = Math.max(0, bytes - emptySize);
  const { size } = await start(entries, fillerBytes);
  return {
    bytes: size,
    open: (first, last) => Readable.from(part(entries, fillerBytes, { first, last })),
  };
}

async function* part(
  entries: readonly Entry[],
  fillerBytes: number,
  { first, last }: { readonly first: number; readonly last: number },
): AsyncGenerator<Buffer> {
  const { stream } = await start(entries, fillerBytes);
  let at = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const wanted = chunk.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
    if (wanted.length > 0) yield wanted;
    at += chunk.length;
    if (at > last) return;
  }
}

function start(entries: readonly Entry[], fillerBytes: number) {
  const file = new ZipFile();
  const plain = { ...written, compress: false };
  for (const { path, content } of entries) file.addBuffer(content, path, plain);
  file.addReadStreamLazy(
    'WdSupportLogs/MPSupportFiles-all.cab',
    { ...plain, size: fillerBytes },
    (done) => done(null, Readable.from(filler(fillerBytes))),
  );
  return new Promise<{ size: number; stream: NodeJS.ReadableStream }>((resolve) => {
    const sized = (size?: number) => resolve({ size: size ?? 0, stream: file.outputStream });
    file.end({ forceZip64Format: false, comment: '' }, sized);
  });
}

/** Numbered blocks, so that a misplaced byte is detected. */
function* filler(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(blockBytes, 'MSCF filler of a large investigation package. ');
  for (let at = 0; at < bytes; at += blockBytes) {
    const numbered = Buffer.from(block);
    numbered.writeUInt32LE(at / blockBytes, 0);
    yield numbered.subarray(0, Math.min(blockBytes, bytes - at));
  }
}
