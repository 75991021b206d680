import { GrowingRow, type Mention } from './growing-row';
import { type Ip, parseIp } from './ip';
import type { StoredRow } from './ip-row';

/** One row per canonical address, while alerts are read. */
export class IpRows {
  readonly #rows: GrowingRow[] = [];
  // Keyed by canonical address and by each spelling: a repeated string is not parsed again.
  readonly #byWriting = new Map<string, GrowingRow>();

  constructor(private readonly ownRangeOf: (ip: Ip) => string | undefined) {}

  /** Adds a mention and returns its row for further facts; undefined if it is not an address. */
  add(raw: unknown, kind: string, mention: Mention): GrowingRow | undefined {
    if (typeof raw !== 'string') return undefined;
    const row = this.#byWriting.get(raw) ?? this.#parsed(raw);
    row?.writtenAs(raw);
    row?.mentioned(kind, mention);
    return row;
  }

  /** A generator, because all finished rows at once would double the memory. */
  *finished(): Generator<StoredRow> {
    for (const row of this.#rows) yield row.finished();
  }

  #parsed(raw: string): GrowingRow | undefined {
    const ip = parseIp(raw);
    if (!ip) return undefined;
    const row = this.#byWriting.get(ip.address) ?? this.#open(ip);
    if (raw !== ip.address) this.#byWriting.set(raw, row);
    return row;
  }

  #open(ip: Ip): GrowingRow {
    const row = new GrowingRow(ip, this.ownRangeOf(ip));
    this.#rows.push(row);
    this.#byWriting.set(ip.address, row);
    return row;
  }
}
