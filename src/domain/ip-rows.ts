import { type Ip, parseIp } from './ip';
import type { IpRow } from './ip-report';
import { GrowingRow, type Mention } from './ip-row';
import { isInternal, type OwnRange, ownRangeFinder } from './own-ranges';

/** Different junk values that are kept by name; a flood of others is counted together. */
const mostUnparsed = 1000;
const longestUnparsed = 200;

/** One row for each canonical address; what is no address is counted. */
export class IpRows {
  private readonly rows: GrowingRow[] = [];
  // By canonical address and by each way of writing it: a string that comes again is not parsed again.
  private readonly byWriting = new Map<string, GrowingRow>();
  private readonly junk = new Map<string, number>();
  private readonly ownRangeOf: (ip: Ip) => string | undefined;

  constructor(ownRanges: readonly OwnRange[]) {
    this.ownRangeOf = ownRangeFinder(ownRanges);
  }

  /** Notes a mention and gives the row, for what else was said; nothing when it is no address. */
  add(raw: unknown, kind: string, mention: Mention): GrowingRow | undefined {
    const row = this.rowFor(raw);
    if (row) row.mentioned(kind, mention);
    else this.countJunk(raw);
    return row;
  }

  /**
   * Heaviest first. Where the machines themselves were is context for what the alerts name: alone it
   * is no finding, and that a machine has a loopback never is.
   */
  sorted(): IpRow[] {
    const rows = this.rows.map((row) => row.finished());
    if (rows.every(isContext)) return [];
    return rows
      .filter((row) => !isContext(row) || isUseful(row))
      .map((row) => ({ row, weight: weightOf(row) }))
      .toSorted(compare)
      .map(({ row }) => row);
  }

  unparsed(): { value: string; count: number }[] {
    return [...this.junk]
      .map(([value, count]) => ({ value, count }))
      .toSorted((a, b) => b.count - a.count);
  }

  private rowFor(raw: unknown): GrowingRow | undefined {
    if (typeof raw !== 'string') return undefined;
    const row = this.byWriting.get(raw) ?? this.parsed(raw);
    row?.writtenAs(raw);
    return row;
  }

  private parsed(raw: string): GrowingRow | undefined {
    const ip = parseIp(raw);
    if (!ip) return undefined;
    const row = this.byWriting.get(ip.address) ?? this.open(ip);
    if (raw !== ip.address) this.byWriting.set(raw, row);
    return row;
  }

  private open(ip: Ip): GrowingRow {
    const row = new GrowingRow(ip, this.ownRangeOf(ip));
    this.rows.push(row);
    this.byWriting.set(ip.address, row);
    return row;
  }

  private countJunk(raw: unknown): void {
    const value = raw === undefined || raw === null ? '(none)' : String(raw);
    const cut = value === '' ? '(empty)' : value.slice(0, longestUnparsed);
    const key = this.junk.has(cut) || this.junk.size < mostUnparsed ? cut : '(others)';
    this.junk.set(key, (this.junk.get(key) ?? 0) + 1);
  }
}

const contextKinds = new Set(['device', 'egress', 'interface']);

function isContext({ kinds }: IpRow): boolean {
  return kinds.every((kind) => contextKinds.has(kind));
}

function isUseful(row: IpRow): boolean {
  return row.class !== 'loopback' && row.class !== 'link-local';
}

const badRoles = new Set(['attacker', 'commandAndControl', 'suspicious']);

// 203.0.113.9 before 203.0.113.10, as people look for it.
const byNumber = new Intl.Collator('en', { numeric: true });

/** The address itself decides last, so that equal input gives equal output. */
function compare(a: Weighed, b: Weighed): number {
  if (a.weight !== b.weight) return b.weight - a.weight;
  const seenA = a.row.lastSeen ?? '';
  const seenB = b.row.lastSeen ?? '';
  if (seenA !== seenB) return seenA < seenB ? 1 : -1;
  return byNumber.compare(a.row.address, b.row.address);
}

interface Weighed {
  readonly row: IpRow;
  readonly weight: number;
}

/** Remote before internal, bad before unknown, evidence before a machine's own address, many before few. */
function weightOf(row: IpRow): number {
  const remote = isInternal(row) ? 0 : 1;
  const evidence = isContext(row) ? 0 : 1;
  const useful = isUseful(row) ? 1 : 0;
  // The alerts are the last digits: a billion of them would be needed to reach the next one.
  return (((remote * 4 + badness(row)) * 2 + evidence) * 2 + useful) * 1e9 + row.alerts.length;
}

function badness({ verdicts, roles }: IpRow): number {
  if (verdicts.some((verdict) => verdict.toLowerCase() === 'malicious')) return 3;
  if (roles.some((role) => badRoles.has(role))) return 2;
  return verdicts.some((verdict) => verdict.toLowerCase() === 'suspicious') ? 1 : 0;
}
