import { GrowingRow, type Mention } from './growing-row';
import { type Ip, parseIp } from './ip';
import type { StoredRow } from './ip-row';

/** One row for each canonical address, while alerts are read. */
export class IpRows {
  readonly #rows: GrowingRow[] = [];
  // By canonical address and by each way of writing it: a string that comes again is not parsed again.
  readonly #byWriting = new Map<string, GrowingRow>();

  constructor(private readonly ownRangeOf: (ip: Ip) => string | undefined) {}

  /** Notes a mention and gives the row, for what else was said; nothing when it is no address. */
  add(raw: unknown, kind: string, mention: Mention): GrowingRow | undefined {
    if (typeof raw !== 'string') return undefined;
    const row = this.#byWriting.get(raw) ?? this.#parsed(raw);
    row?.writtenAs(raw);
    row?.mentioned(kind, mention);
    return row;
  }

  /** One by one, as all of them finished would be as large again. */
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
