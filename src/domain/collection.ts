import { type StoredMessage, sentence } from '../language/language';
import type { MachineAction } from './action';
import type { Approval } from './approval';
import type { Machine } from './machine';
import type { Person } from './person';
import type { Place } from './place';
import type { RetryState } from './retry-state';

/** One word per state, the same on cards, in `status` and in exports. */
export const stateWords = {
  'waiting-for-approval': sentence`Waiting for approval`,
  sending: sentence`Sending`,
  queued: sentence`Queued`,
  'waiting-for-machine': sentence`Waiting for device`,
  collecting: sentence`Collecting`,
  'preparing-link': sentence`Preparing link`,
  ready: sentence`Ready`,
  failed: sentence`Failed`,
  cancelled: sentence`Cancelled`,
  'stopped-waiting': sentence`Timed out`,
} as const;
export type State = keyof typeof stateWords;

const final = new Set<State>(['ready', 'failed', 'cancelled', 'stopped-waiting']);

export function isFinal(state: State): boolean {
  return final.has(state);
}

/** Ended without a package and may be retried; an unapproved one has to be requested again. */
export function isRetryable({ failure, state }: Pick<Package, 'failure' | 'state'>): boolean {
  return isFinal(state) && state !== 'ready' && !failure?.notApproved;
}

/** One person's request for packages of one or several machines. */
export interface Collection {
  readonly id: string;
  readonly askedBy: Person;
  readonly askedAt: Date;
  readonly place: Place;
  readonly reason?: string | undefined;
  readonly incident?: string | undefined;
  readonly ticket?: string | undefined;
  readonly packages: readonly Package[];
  /** People who requested the same machine later and are notified too. */
  readonly followers: readonly Follower[];
  /** Set when the policy requires approval for some of the packages. */
  readonly approval?: Approval | undefined;
}

export interface Follower {
  readonly person: Person;
  readonly place: Place;
}

/** One machine's investigation package, from request to storage. */
export interface Package {
  /** `<collection>/<number>`: also the id of the workflow that collects it. */
  readonly id: string;
  readonly collectionId: string;
  readonly machine: Machine;
  readonly state: State;
  /** 1 for the first attempt; `retry` increments it. */
  readonly attempt: number;
  /** Set before Defender is called, so that a crash before the answer is stored is detected. */
  readonly askedDefenderAt?: Date;
  readonly actionId?: string;
  /** Set when the action was already running: its requester in Defender. Untrusted text. */
  readonly adoptedFrom?: string;
  readonly startedAt: Date;
  readonly updatedAt: Date;
  readonly endedAt?: Date;
  readonly lastCheckedAt?: Date;
  /** When a download link may be requested: Defender allows two a minute. */
  readonly linkAt?: Date;
  /** Set while Defender is unreachable or throttles. */
  readonly retryState?: RetryState;
  /** Download progress, for the current card only; never stored. */
  readonly incoming?: { readonly received: number; readonly expected?: number };
  readonly stored?: StoredPackage;
  readonly failure?: Failure;
  readonly cancelledBy?: Person;
  /** Downloads, oldest first. */
  readonly downloads?: readonly Download[];
}

/** One hand-out of the package to a person. */
export interface Download {
  readonly by: Person;
  readonly at: Date;
}

/** Size and hashes of a package as Defender delivered it, and the bag it is stored in. */
export interface StoredPackage {
  /** Relative to the evidence store; built from Bailiff's ids only. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly sha512: string;
  /** The sealed bag around it: the file that is stored and handed out. */
  readonly bag?: { readonly size: number; readonly sha256: string };
  readonly storedAt: Date;
  readonly inside?: Inside;
  /** Set once retention has expired: the bytes are deleted, their hashes remain. */
  readonly removedAt?: Date;
}

/** A count is missing where the section is missing or was not recognised. */
export interface Counts {
  readonly processes?: number;
  readonly services?: number;
  /** Registered values that start a program. */
  readonly autoruns?: number;
  readonly scheduledTasks?: number;
  readonly installedPrograms?: number;
  readonly logonLogs?: number;
}

/** Contents of a package, read without unpacking it; texts are untrusted. */
export interface Inside {
  /**
   * Set when the package could not be inspected: the end of "The package …". It is stored all the
   * same.
   */
  readonly unreadable?: StoredMessage;
  /** Missing in records of versions that did not count. */
  readonly counts?: Counts;
  readonly missing: readonly string[];
  /** Collection steps that failed on the machine, according to its own report. */
  readonly failedSteps: number;
  readonly notUnderstood: number;
  /** The first of them by name: untrusted text. An empty name means the package as a whole. */
  readonly skipped?: readonly { readonly file: string; readonly why: StoredMessage }[];
  /** The incident's addresses found in this machine's own records. */
  readonly matches: readonly InsideMatch[];
}

export interface InsideMatch {
  readonly address: string;
  readonly where: 'connection' | 'dns' | 'firewall';
  readonly process?: string;
}

/** Why a package failed, for people; details are untrusted text. */
export interface Failure {
  /** A plain sentence of Bailiff. */
  readonly cause: StoredMessage;
  /** What a person may do next, in Bailiff's words. */
  readonly advice?: StoredMessage;
  readonly status?: string;
  readonly code?: string;
  readonly said?: StoredMessage;
  readonly trace?: string;
  readonly errorHResult?: number;
  readonly troubleshootInfo?: string;
  /** Approval was denied or expired: neither the machine nor Defender was involved. */
  readonly notApproved?: boolean;
  /** The attempts, one line each. */
  readonly tried: readonly StoredMessage[];
  /** Who was notified last. */
  readonly told?: Told;
}

/** Somebody on the escalation chain was notified of a failure. */
export interface Told {
  /** "Dana Reyes", "the leads". Untrusted text. */
  readonly who: string;
  /** Whether this person was on call, rather than a later level. */
  readonly isOnCall: boolean;
  /** ISO 8601. */
  readonly at: string;
}

export function isOver(collection: Collection): boolean {
  return collection.packages.every(({ state }) => isFinal(state));
}

/** The card's state for an action that is still running. */
export function stateOf(action: MachineAction, machine: Machine): State {
  if (action.status === 'InProgress') return 'collecting';
  return machine.health === 'Active' ? 'queued' : 'waiting-for-machine';
}
