import type { Ip } from './ip';
import {
  type Connection,
  connectionKey,
  maxConnections,
  type SeenAlert,
  type StoredRow,
} from './ip-row';
import type { Network } from './network';

/** The alert that all its mentions share. */
export type Mention = Omit<SeenAlert, 'title'>;

/** A row under construction. Thousands exist at once, so each is as small as possible. */
export class GrowingRow {
  private written: Words;
  private kinds: Words;
  private verdicts: Words;
  private roles: Words;
  private machines: string[] | undefined;
  private mentions: Mention[] | undefined;
  private last: Mention | undefined;
  private connections: Map<string, Connection> | undefined;
  private country: string | undefined;
  private firstSeen: string | undefined;
  private lastSeen: string | undefined;

  constructor(
    private readonly ip: Ip,
    private readonly own: string | undefined,
    private readonly network?: Network | undefined,
  ) {}

  writtenAs(raw: string): void {
    this.written = plus(this.written, raw);
  }

  /** Counts an alert; alerts arrive in sequence, each once. */
  mentioned(kind: string, mention: Mention): void {
    this.kinds = plus(this.kinds, kind);
    if (this.last === mention) return;
    this.last = mention;
    this.seen(mention.firstSeen, mention.lastSeen);
    // A literal with one element allocates one slot; pushing to an empty array would allocate
    // seventeen.
    if (this.mentions) this.mentions.push(mention);
    else this.mentions = [mention];
  }

  /** Deduplicated at the end: a set for each row would cost more than everything else. */
  by(machine: string | undefined): void {
    if (!machine || machine === this.machines?.at(-1)) return;
    if (this.machines) this.machines.push(machine);
    else this.machines = [machine];
  }

  judged(verdict: string | undefined, roles: readonly string[] = []): void {
    this.verdicts = plus(this.verdicts, verdict);
    for (const role of roles) this.roles = plus(this.roles, role);
  }

  reachedBy(connection: Connection): void {
    this.connections ??= new Map();
    if (this.connections.size < maxConnections)
      this.connections.set(connectionKey(connection), connection);
  }

  from(country: string | undefined): void {
    this.country ??= country;
  }

  seen(first: string | undefined, last = first): void {
    if (first && (!this.firstSeen || first < this.firstSeen)) this.firstSeen = first;
    if (last && (!this.lastSeen || last > this.lastSeen)) this.lastSeen = last;
  }

  finished(): StoredRow {
    const mentions = this.mentions ?? [];
    return {
      address: this.ip.address,
      class: this.ip.class,
      embedded: this.ip.embedded,
      own: this.own,
      written: listOf(this.written),
      kinds: listOf(this.kinds),
      verdicts: listOf(this.verdicts),
      roles: listOf(this.roles),
      alerts: mentions.map(({ id }) => id),
      incidents: different(mentions.map(({ incident }) => incident)),
      machines: different(this.machines ?? []),
      connections: this.connections && [...this.connections.values()],
      country: this.country,
      network: this.network,
      firstSeen: this.firstSeen,
      lastSeen: this.lastSeen,
    };
  }
}

/** Distinct words; allocates a set from the second one on, because most rows have one. */
type Words = string | Set<string> | undefined;

function plus(words: Words, word: string | undefined): Words {
  if (!word || word === words) return words;
  if (words === undefined) return word;
  return typeof words === 'string' ? new Set([words, word]) : words.add(word);
}

const none: readonly string[] = [];

function listOf(words: Words): readonly string[] {
  if (words === undefined) return none;
  return typeof words === 'string' ? [words] : [...words];
}

function different(words: readonly (string | undefined)[]): readonly string[] {
  const found = words.filter((word) => word !== undefined);
  return found.length < 2 ? found : [...new Set(found)];
}
