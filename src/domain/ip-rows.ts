import type { FoundConnection } from './alert';
import { GrowingRow, type Mention } from './growing-row';
import { type Ip, parseIp } from './ip';
import type { StoredRow } from './ip-row';
import type { Network } from './network';

/** One row per canonical address, while alerts are read. */
export class IpRows {
  readonly #rows: GrowingRow[] = [];
  // Keyed by canonical address and by each spelling: a repeated string is not parsed again.
  readonly #byWriting = new Map<string, GrowingRow>();

  constructor(
    private readonly ownRangeOf: (ip: Ip) => string | undefined,
    private readonly networkOf: (address: string) => Network | undefined,
  ) {}

  /** Adds a mention and returns its row for further facts; undefined if it is not an address. */
  add(raw: unknown, kind: string, mention: Mention): GrowingRow | undefined {
    if (typeof raw !== 'string') return undefined;
    const row = this.#byWriting.get(raw) ?? this.#parsed(raw);
    row?.writtenAs(raw);
    row?.mentioned(kind, mention);
    return row;
  }

  /** Notes a connection between two addresses that were added before. */
  connect({ destination, source, ...traffic }: FoundConnection): void {
    const from = parseIp(source);
    if (from) this.#byWriting.get(destination)?.reachedBy({ source: from.address, ...traffic });
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
    const own = this.ownRangeOf(ip);
    const isPublic = ip.class === 'public' && own === undefined;
    const network = isPublic ? this.networkOf(ip.embedded ?? ip.address) : undefined;
    const row = new GrowingRow(ip, own, network);
    this.#rows.push(row);
    this.#byWriting.set(ip.address, row);
    return row;
  }
}
