import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import ipaddr from 'ipaddr.js';
import type { Network } from '../domain/network';

/** Longer than any line of the files. */
const stretch = 1024;

/**
 * A sorted CSV file of `first,last,number,name`, addresses as whole numbers, that is searched where it
 * lies: it costs no memory and no time at the start, and a look-up reads about twenty-five stretches.
 */
export class OwnerTable {
  readonly #file: number;
  readonly #size: number;

  /** @throws {Error} the file can't be opened or doesn't begin with such a line */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.#size = fstatSync(this.#file).size;
    if (!this.#lineAt(0)) throw new Error(`${path} is not a table of networks`);
  }

  /** The system that announces the address; nothing where none does. */
  of(address: string): Network | undefined {
    const wanted = numberOf(address);
    // The last line that begins at or before the address; positions count bytes.
    let [low, high] = [0, this.#size];
    let found: Line | undefined;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const line = this.#lineAt(middle);
      if (!line || line.first > wanted) high = middle;
      else {
        found = line;
        low = line.end;
      }
    }
    return found && wanted <= found.last ? { asn: found.asn, owner: found.owner } : undefined;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** The first whole line that begins at the position or behind it. */
  #lineAt(position: number): Line | undefined {
    const buffer = Buffer.allocUnsafe(2 * stretch);
    const from = Math.max(position - 1, 0);
    const length = readSync(this.#file, buffer, 0, buffer.length, from);
    const begin = position === 0 ? 0 : buffer.subarray(0, length).indexOf('\n') + 1;
    if (position > 0 && begin === 0) return undefined;
    const end = buffer.subarray(begin, length).indexOf('\n');
    const line = buffer.toString('utf8', begin, end < 0 ? length : begin + end);
    return read(line, from + (end < 0 ? length : begin + end + 1));
  }
}

interface Line {
  readonly first: bigint;
  readonly last: bigint;
  readonly asn: number;
  readonly owner: string;
  /** Where the next one begins. */
  readonly end: number;
}

function read(line: string, end: number): Line | undefined {
  const [, first, last, asn, quoted] = /^(\d{1,39}),(\d{1,39}),(\d{1,10}),(.*)$/.exec(line) ?? [];
  if (!first || !last || !asn) return undefined;
  const [[owner = ''] = []]: string[][] = parse(quoted ?? '', { relax_quotes: true });
  return { first: BigInt(first), last: BigInt(last), asn: Number(asn), owner, end };
}

function numberOf(address: string): bigint {
  const bytes = ipaddr.parse(address).toByteArray();
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
