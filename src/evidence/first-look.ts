import type { Counts } from '../domain/collection';
import type { StoredMessage } from '../language/language';

/** Summary of a package, read without unpacking it. All strings are untrusted. */
export type FirstLook = PackageContents | Unreadable;

/** The package could not be inspected. The evidence is stored regardless. */
export interface Unreadable {
  readonly readable: false;
  /** Completes "The package …". May quote an untrusted name. */
  readonly why: StoredMessage;
  /** For the log only. */
  readonly cause?: unknown;
}

export interface PackageContents {
  readonly readable: true;
  readonly system: 'windows' | 'unix' | 'unknown';
  readonly files: number;
  /** Unpacked. */
  readonly bytes: number;
  /** Expected sections of this system that are present, with their file counts. */
  readonly sections: readonly { readonly name: string; readonly files: number }[];
  readonly missing: readonly string[];
  /** Steps that failed on the machine, from its own report; absent when there is no report. */
  readonly summary?: { readonly steps: number; readonly errors: readonly FailedStep[] };
  readonly counts: Counts;
  readonly connections: readonly Connection[];
  readonly dns: readonly DnsAnswer[];
  readonly firewall: readonly FirewallPeer[];
  /** Files or entries that were skipped, each with the reason. */
  readonly notUnderstood: readonly SkippedFile[];
}

export interface SkippedFile {
  /** Untrusted name from the zip; empty for the package as a whole. */
  readonly file: string;
  /** Completes "The file …" or "The package …". */
  readonly why: StoredMessage;
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
  /** `unclear` when the state is in an unknown language. */
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

/** An address from the alerts that also appears in the machine's own records. */
export interface AddressMatch {
  readonly address: string;
  readonly where: 'connection' | 'dns' | 'firewall';
  readonly process?: string;
  /** The resolved DNS name. */
  readonly name?: string;
  readonly established?: boolean;
}
