import type { Counts } from '../domain/collection';
import type { StoredMessage } from '../language/language';

/** What a package tells without being unpacked. Every text in it is foreign. */
export type FirstLook = PackageLook | Unreadable;

/** The evidence is kept all the same. */
export interface Unreadable {
  readonly readable: false;
  /** Of ours, though it may quote a name: the end of "The package …". */
  readonly why: StoredMessage;
  /** For the log only. */
  readonly cause?: unknown;
}

export interface PackageLook {
  readonly readable: true;
  readonly system: 'windows' | 'unix' | 'unknown';
  readonly files: number;
  /** Unpacked. */
  readonly bytes: number;
  /** What a package of this system should hold, and how many files of each there are. */
  readonly sections: readonly { readonly name: string; readonly files: number }[];
  readonly missing: readonly string[];
  /** What failed while the machine collected, by its own report; missing where it has none. */
  readonly summary?: { readonly steps: number; readonly errors: readonly FailedStep[] };
  readonly counts: Counts;
  readonly connections: readonly Connection[];
  readonly dns: readonly DnsAnswer[];
  readonly firewall: readonly FirewallPeer[];
  /** Said instead of being left out in silence. */
  readonly notUnderstood: readonly { readonly file: string; readonly why: string }[];
}

export interface FailedStep {
  readonly step: string;
  readonly status: string;
  readonly code?: string;
}

export interface Connection {
  /** Canonical. */
  readonly remote: string;
  readonly port: number;
  /** `unclear` where the word is of a language we do not know. */
  readonly state: 'established' | 'other' | 'unclear';
  readonly processId?: number;
  readonly process?: string;
}

export interface DnsAnswer {
  readonly address: string;
  readonly name?: string;
}

export interface FirewallPeer {
  readonly address: string;
  readonly allowed: number;
  readonly dropped: number;
}

/** One of the alerts' addresses in the machine's own record. */
export interface AddressMatch {
  readonly address: string;
  readonly where: 'connection' | 'dns' | 'firewall';
  readonly process?: string;
  /** The name that was looked up. */
  readonly name?: string;
  readonly established?: boolean;
}
