/** Decodes the bytes of one file, chunk by chunk. */
export interface Decoder {
  decode(piece: Uint8Array, options: { readonly stream: boolean }): string;
}

export interface Encoding {
  readonly decoder: Decoder;
  /** False when only ASCII characters are reliable. */
  readonly understood: boolean;
}

// The upper half of code page 850, what consoles of Western Europe write. Not in ICU's list for
// TextDecoder. Source: https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP850.TXT
const upper850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';

const cp850: Decoder = {
  decode: (piece) =>
    Buffer.from(piece)
      .toString('latin1')
      .replace(/[\u0080-\u00ff]/g, (byte) => upper850[byte.charCodeAt(0) - 0x80] ?? byte),
};

/**
 * Detects the encoding from the first bytes: byte order mark, zero bytes of UTF-16, valid UTF-8, or
 * code page statistics. Returns undefined for binary content.
 */
export function encodingOf(beginning: Uint8Array): Encoding | undefined {
  const [first, second, third] = beginning;
  if (first === 0xff && second === 0xfe) return known('utf-16le');
  if (first === 0xfe && second === 0xff) return known('utf-16be');
  if (first === 0xef && second === 0xbb && third === 0xbf) return known('utf-8');
  const zeros = zerosOf(beginning);
  if (zeros.odd > 0.3 && zeros.even < 0.05) return known('utf-16le');
  if (zeros.even > 0.3 && zeros.odd < 0.05) return known('utf-16be');
  if (zeros.odd + zeros.even > 0) return undefined;
  return isUtf8(beginning) ? known('utf-8') : codePage(beginning);
}

function known(label: string): Encoding {
  return { decoder: new TextDecoder(label), understood: true };
}

function zerosOf(bytes: Uint8Array): { readonly odd: number; readonly even: number } {
  const zeros = [0, 0];
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2]! += 1;
  const half = Math.max(1, bytes.length / 2);
  return { even: zeros[0]! / half, odd: zeros[1]! / half };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // Streaming mode, because the sample may end inside a character.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Guesses a single-byte code page; ASCII is the same in all. Western text has single bytes above 127,
 * Cyrillic text has runs of them in two known ranges.
 */
function codePage(bytes: Uint8Array): Encoding {
  const high = bytes.filter((byte) => byte >= 0x80);
  const share = (test: (byte: number) => boolean) => high.filter(test).length / high.length;
  if (runs(bytes) < high.length / 2) {
    const dos = share((byte) => byte < 0xa0) > 0.5;
    return { decoder: dos ? cp850 : new TextDecoder('windows-1252'), understood: true };
  }
  if (
    share((byte) => byte <= 0xaf || (byte >= 0xe0 && byte <= 0xef)) > 0.95 &&
    share((byte) => byte <= 0xaf) > 0.5
  )
    return known('ibm866');
  if (share((byte) => byte >= 0xc0) > 0.95) return known('windows-1251');
  return { decoder: new TextDecoder('latin1'), understood: false };
}

/** Counts bytes above 127 that have a neighbour above 127. */
function runs(bytes: Uint8Array): number {
  let count = 0;
  for (const [index, byte] of bytes.entries())
    if (byte >= 0x80 && ((bytes[index - 1] ?? 0) >= 0x80 || (bytes[index + 1] ?? 0) >= 0x80))
      count += 1;
  return count;
}
