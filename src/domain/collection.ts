import { type StoredMessage, sentence } from '../language/language';
import type { MachineAction } from './action';
import type { Approval } from './approval';
import type { Machine } from './machine';
import type { Person } from './person';
import type { Place } from './place';
import type { RetryState } from './retry-state';

/** One word each, the same on cards, in `status` and in exports. */
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

/** It ended without a package and may be tried again; what nobody allowed has to be asked for anew. */
export function isRetryable({ failure, state }: Pick<Package, 'failure' | 'state'>): boolean {
  return isFinal(state) && state !== 'ready' && !failure?.notApproved;
}

/** What one person asked for in one message: packages of one or several machines. */
export interface Collection {
  readonly id: string;
  readonly askedBy: Person;
  readonly askedAt: Date;
  readonly place: Place;
  readonly reason?: string | undefined;
  readonly incident?: string | undefined;
  readonly ticket?: string | undefined;
  readonly packages: readonly Package[];
  /** People who asked for the same machine later and are told too. */
  readonly followers: readonly Follower[];
  /** Set when the policy wants somebody else's word for some of the packages. */
  readonly approval?: Approval | undefined;
}

export interface Follower {
  readonly person: Person;
  readonly place: Place;
}

/** One machine's investigation package, from asking to kept. */
export interface Package {
  /** `<collection>/<number>`: also the name of the workflow that follows it. */
  readonly id: string;
  readonly collectionId: string;
  readonly machine: Machine;
  readonly state: State;
  /** 1 for the first try; `retry` counts it up. */
  readonly attempt: number;
  /** Set before Defender is asked: a crash between asking and noting finds it here. */
  readonly askedDefenderAt?: Date;
  readonly actionId?: string;
  /** Set when the action was running already: who had asked for it. Foreign text. */
  readonly adoptedFrom?: string;
  readonly startedAt: Date;
  readonly updatedAt: Date;
  readonly endedAt?: Date;
  readonly lastCheckedAt?: Date;
  /** When a download link may be asked for: Defender gives two a minute. */
  readonly linkAt?: Date;
  /** Set while Defender does not answer or asks to slow down. */
  readonly retryState?: RetryState;
  /** While bytes come in; only for the card of the moment, never stored. */
  readonly incoming?: { readonly received: number; readonly expected?: number };
  readonly stored?: StoredPackage;
  readonly failure?: Failure;
  readonly cancelledBy?: Person;
  /** Who took it out, oldest first. */
  readonly downloads?: readonly Download[];
}

/** One time that the package was handed to a person. */
export interface Download {
  readonly by: Person;
  readonly at: Date;
}

/** A package as Defender handed it out, by size and hashes, and the bag it is kept in. */
export interface StoredPackage {
  /** Relative to the evidence store; made of our ids only. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly sha512: string;
  /** The sealed bag around it: what lies in the store and is handed out. */
  readonly bag?: { readonly size: number; readonly sha256: string };
  readonly storedAt: Date;
  readonly inside?: Inside;
  /** Set once the policy's days were over: the bytes are gone, their hashes stay. */
  readonly removedAt?: Date;
}

/** Missing where the section is missing or not understood. */
export interface Counts {
  readonly processes?: number;
  readonly services?: number;
  /** Registered values that start something. */
  readonly autoruns?: number;
  readonly scheduledTasks?: number;
  readonly installedPrograms?: number;
  readonly logonLogs?: number;
}

/** What a package holds, found without unpacking it; texts are foreign. */
export interface Inside {
  /** Set when it could not be read: the end of "The package …". It is kept all the same. */
  readonly unreadable?: StoredMessage;
  /** Not there in what was stored before counts were kept. */
  readonly counts?: Counts;
  readonly missing: readonly string[];
  /** Steps that failed while the machine collected, by its own report. */
  readonly failedSteps: number;
  readonly notUnderstood: number;
  /** The incident's addresses in this machine's own records. */
  readonly matches: readonly InsideMatch[];
}

export interface InsideMatch {
  readonly address: string;
  readonly where: 'connection' | 'dns' | 'firewall';
  readonly process?: string;
}

/** Why a package failed, for people; details are foreign text. */
export interface Failure {
  /** A plain sentence of ours. */
  readonly cause: StoredMessage;
  /** What a person may do next, of ours. */
  readonly advice?: StoredMessage;
  readonly status?: string;
  readonly code?: string;
  readonly said?: StoredMessage;
  readonly trace?: string;
  readonly errorHResult?: number;
  readonly troubleshootInfo?: string;
  /** Nobody allowed it: neither the machine nor Defender had a part in it. */
  readonly notApproved?: boolean;
  /** What was tried, one line each. */
  readonly tried: readonly StoredMessage[];
  /** Who was told of it last. */
  readonly told?: Told;
}

/** Somebody of the on-call schedule, or after them, got to know of a failure. */
export interface Told {
  /** "Dana Reyes", "the leads". Foreign text. */
  readonly who: string;
  /** Whose turn it was, not somebody after them. */
  readonly isOnCall: boolean;
  /** ISO 8601. */
  readonly at: string;
}

export function isOver(collection: Collection): boolean {
  return collection.packages.every(({ state }) => isFinal(state));
}

/** The state on the card for an action that still runs. */
export function stateOf(action: MachineAction, machine: Machine): State {
  if (action.status === 'InProgress') return 'collecting';
  return machine.health === 'Active' ? 'queued' : 'waiting-for-machine';
}
