import { crc32 } from 'node:zlib';

// Sizes and offsets from here on need zip64. Source: APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3
const zip64From = 0xffff_ffff;
const maxEntries = 0xffff;
// 1980-01-01 00:00, the earliest zip timestamp. A constant keeps equal input at equal bytes.
const time = 0;
const date = 0x0021;
const utf8Name = 0x0800;
const sizesFollow = 0x0008;
const plainVersion = 20;
const zip64Version = 45;
const madeByUnix = 3 << 8;
const fileMode = (0o100600 << 16) >>> 0;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  readonly size: number;
  readonly crc: number;
  readonly flags: number;
  readonly version: number;
}

/**
 * Builds the records of a zip with uncompressed entries, in write order. One entry at a time may have
 * an unknown size; its sizes and checksum follow its bytes.
 *
 * Maintained zip libraries compute CRC-32 in JavaScript (390 MB/s against 3,100 of node:zlib), which
 * takes longer than both hashes together.
 */
export class StoredZip {
  private at = 0;
  private readonly entries: Entry[] = [];

  /** Returns the header of an entry of unknown size. */
  open(name: string): Buffer {
    const entry = this.begin(name, { size: 0, crc: 0, flags: utf8Name | sizesFollow });
    // Always zip64, so that the bytes before the payload do not depend on its size.
    const extra = zip64Extra([0, 0]);
    return this.count(localHeader({ ...entry, size: zip64From }, extra));
  }

  /** Returns the data descriptor that follows its bytes. */
  close({ size, crc }: { readonly size: number; readonly crc: number }): Buffer {
    const entry = this.entries.pop();
    if (!entry) throw new Error('no entry of the zip is open');
    this.entries.push({ ...entry, size, crc });
    this.at += size;
    const record = Buffer.alloc(24);
    record.writeUInt32LE(0x0807_4b50, 0);
    record.writeUInt32LE(crc, 4);
    record.writeBigUInt64LE(BigInt(size), 8);
    record.writeBigUInt64LE(BigInt(size), 16);
    return this.count(record);
  }

  /** Returns a complete small entry. */
  file(name: string, content: Buffer): Buffer {
    const about = { size: content.length, crc: crc32(content), flags: utf8Name };
    const entry = this.begin(name, about);
    return this.count(Buffer.concat([localHeader(entry), content]));
  }

  /** Returns the central directory and end records. */
  end(): Buffer {
    const begin = this.at;
    const table = this.count(Buffer.concat(this.entries.map(centralHeader)));
    return this.count(
      Buffer.concat([table, endRecords({ begin, size: table.length, count: this.entries.length })]),
    );
  }

  private begin(name: string, about: Pick<Entry, 'size' | 'crc' | 'flags'>): Entry {
    const version = about.flags & sizesFollow ? zip64Version : plainVersion;
    const entry = { name: Buffer.from(name), offset: this.at, version, ...about };
    this.entries.push(entry);
    return entry;
  }

  private count(bytes: Buffer): Buffer {
    this.at += bytes.length;
    return bytes;
  }
}

function localHeader(entry: Entry, extra: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(entry.version, 4);
  writeAbout(header.subarray(6), entry);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, entry.name, extra]);
}

function centralHeader(entry: Entry): Buffer {
  const large = [entry.size, entry.size, entry.offset].filter((value) => value >= zip64From);
  const extra = large.length > 0 ? zip64Extra(large) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE(madeByUnix | zip64Version, 4);
  header.writeUInt16LE(large.length > 0 ? zip64Version : entry.version, 6);
  writeAbout(header.subarray(8), entry);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(fileMode, 38);
  header.writeUInt32LE(Math.min(entry.offset, zip64From), 42);
  return Buffer.concat([header, entry.name, extra]);
}

/** Writes the fields from flags to name length, which both headers share. */
function writeAbout(into: Buffer, { flags, crc, size, name }: Entry): void {
  into.writeUInt16LE(flags, 0);
  into.writeUInt16LE(time, 4);
  into.writeUInt16LE(date, 6);
  into.writeUInt32LE(crc, 8);
  into.writeUInt32LE(Math.min(size, zip64From), 12);
  into.writeUInt32LE(Math.min(size, zip64From), 16);
  into.writeUInt16LE(name.length, 20);
}

function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries())
    extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}

interface Table {
  readonly begin: number;
  readonly size: number;
  readonly count: number;
}

function endRecords(table: Table): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(Math.min(table.count, maxEntries), 8);
  end.writeUInt16LE(Math.min(table.count, maxEntries), 10);
  end.writeUInt32LE(table.size, 12);
  end.writeUInt32LE(Math.min(table.begin, zip64From), 16);
  const needs64 = table.begin >= zip64From || table.count >= maxEntries;
  return needs64 ? Buffer.concat([zip64End(table), end]) : end;
}

function zip64End({ begin, size, count }: Table): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.writeUInt32LE(0x0606_4b50, 0);
  end.writeBigUInt64LE(56n - 12n, 4);
  end.writeUInt16LE(madeByUnix | zip64Version, 12);
  end.writeUInt16LE(zip64Version, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(begin), 48);
  end.writeUInt32LE(0x0706_4b50, 56);
  end.writeBigUInt64LE(BigInt(begin + size), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
