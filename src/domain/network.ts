import type { StoredMessage } from '../language/language';

/** What an offline database says of a public address. */
export interface Network {
  /** Number of the autonomous system. */
  readonly asn?: number | undefined;
  /** Name of who runs it, as the database has it. Foreign text. */
  readonly owner?: string | undefined;
  /** ISO 3166-1, two letters. */
  readonly country?: string | undefined;
  /** `anycast`, `hosting`, `Tor exit`, `VPN`, `proxy`: only what the database says. */
  readonly marks?: readonly string[] | undefined;
}

/** Which database was asked, and what is wrong with it. */
export interface NetworkData {
  /** Of the oldest file, ISO 8601; missing where none could be read. */
  readonly date?: string | undefined;
  /** Why owner or country may be missing. */
  readonly problem?: StoredMessage | undefined;
}
