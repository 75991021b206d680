/** How to read the tag files of a bag, by its own declaration. */
export interface Dialect {
  /** `1.0` is RFC 8493; `0.93` to `0.97` are its drafts, with looser manifests. */
  readonly version: string;
  readonly isDraft: boolean;
  /** A label that `TextDecoder` knows, in lower case. */
  readonly encoding: string;
  /** Remarks that do not affect validity, in English; each once. */
  readonly notes: Set<string>;
}

const versions = ['0.93', '0.94', '0.95', '0.96', '0.97', '1.0'];

/** Returns the dialect; undefined if the version or the encoding can't be checked. */
export function dialectOf(version: string, encoding: string): Dialect | undefined {
  const label = encoding.toLowerCase();
  if (!versions.includes(version) || !isKnown(label)) return undefined;
  return { version, isDraft: version !== '1.0', encoding: label, notes: new Set() };
}

/** Decodes a whole tag file; undefined if it isn't in this encoding. */
export function decodeIn(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    // A byte order mark is an error in UTF-8 and belongs to UTF-16, where it tells the order.
    const isUtf8 = encoding === 'utf-8';
    const label = encoding === 'utf-16' ? byteOrderOf(bytes) : encoding;
    return new TextDecoder(label, { fatal: true, ignoreBOM: isUtf8 }).decode(bytes);
  } catch {
    return undefined;
  }
}

function byteOrderOf([first, second]: Uint8Array): string {
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-16le';
}

function isKnown(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}
