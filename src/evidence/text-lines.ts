import { sentence } from '../language/language';
import { encodingOf } from './text-encoding';

// Longer than any tool writes; longer lines are cut.
const maxLine = 64 * 1024;
const sampleBytes = 16 * 1024;

export interface TextFile {
  /** Lines in batches, one per chunk. */
  readonly batches: AsyncIterable<readonly string[]>;
  /** Complete once the last batch was read. */
  readonly faults: () => readonly string[];
}

/** Splits a text file of unknown encoding into lines, up to `maxBytes`. */
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
      faults.push(sentence`is too long: only its beginning was read`);
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

/** Makes the first chunk long enough for encoding detection. */
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
    faults.push(sentence`is no text`);
    return undefined;
  }
  if (!encoding.understood)
    faults.push(sentence`is written in an unknown code page: only digits are sure`);
  return (bytes: Buffer, last = false) => encoding.decoder.decode(bytes, { stream: !last });
}
