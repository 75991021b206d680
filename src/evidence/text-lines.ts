import { encodingOf } from './text-encoding';

// More than the longest line of any tool; whoever writes a longer one wants our memory.
const maxLine = 64 * 1024;
const sampleBytes = 16 * 1024;

export interface TextFile {
  /** Lines as they come, a batch for each piece: the process does other work in between. */
  readonly batches: AsyncIterable<readonly string[]>;
  /** Known when the last batch came. */
  readonly faults: () => readonly string[];
}

/** The lines of a text file of unknown encoding, up to a number of bytes. */
export function textLines(bytes: AsyncIterable<Buffer>, maxBytes: number): TextFile {
  const faults: string[] = [];
  return { batches: split(upTo(bytes, { maxBytes, faults }), faults), faults: () => faults };
}

async function* upTo(
  bytes: AsyncIterable<Buffer>,
  { maxBytes, faults }: { readonly maxBytes: number; readonly faults: string[] },
): AsyncGenerator<Buffer> {
  let left = maxBytes;
  for await (const piece of bytes) {
    if (left <= 0) {
      faults.push(`only its first ${maxBytes} bytes were read`);
      return;
    }
    yield piece.subarray(0, left);
    left -= piece.length;
  }
}

async function* split(
  pieces: AsyncIterable<Buffer>,
  faults: string[],
): AsyncGenerator<readonly string[]> {
  let rest = '';
  let decode: ((piece: Buffer, last?: boolean) => string) | undefined;
  for await (const piece of withSample(pieces)) {
    decode ??= decoderFor(piece, faults);
    if (!decode) return;
    const lines = (rest + decode(piece)).split(/\r\n|\n|\r(?!$)/);
    rest = (lines.pop() ?? '').slice(0, maxLine);
    yield lines;
  }
  rest += decode?.(Buffer.alloc(0), true) ?? '';
  if (rest) yield [rest.replace(/\r$/, '')];
}

/** The first piece is long enough to guess the encoding by. */
async function* withSample(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let sample: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (!sample) yield piece;
    else {
      sample = Buffer.concat([sample, piece]);
      if (sample.length < sampleBytes) continue;
      yield sample;
      sample = undefined;
    }
  }
  if (sample?.length) yield sample;
}

function decoderFor(piece: Buffer, faults: string[]) {
  const encoding = encodingOf(piece.subarray(0, sampleBytes));
  if (!encoding) {
    faults.push('is no text');
    return undefined;
  }
  if (!encoding.understood) faults.push('is written in an unknown code page: only digits are sure');
  return (bytes: Buffer, last = false) => encoding.decoder.decode(bytes, { stream: !last });
}
