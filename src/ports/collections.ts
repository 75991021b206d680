import type { Admission, MachineRequest } from '../domain/admission';
import type { Approval } from '../domain/approval';
import type { Collection, Download, Follower, Package, Told } from '../domain/collection';
import type { Draft, DraftEnd } from '../domain/draft';
import type { Machine } from '../domain/machine';
import type { PendingRequest, PendingRequestEnd } from '../domain/pending-request';
import type { Person } from '../domain/person';
import type { Place } from '../domain/place';
import type { RetryState } from '../domain/retry-state';

/** Collections and their packages. Methods throw the database's errors. */
export interface Collections {
  /**
   * Opens a collection. Idempotent: the same `requestId` returns the same collection. Machines that
   * are already being collected are not collected twice: their collections are returned in
   * `joined`. The others are counted for the requester, and wait for approval where the admission
   * requires it.
   * @throws {HourlyLimitError} nothing was opened
   */
  open(request: NewCollection): Promise<{ collection?: Collection; joined: readonly Joined[] }>;
  /** Gets a collection with its packages; undefined if unknown. */
  get(id: string): Promise<Collection | undefined>;
  /** Gets a package with its collection; undefined if unknown. */
  ofPackage(packageId: string): Promise<{ collection: Collection; package: Package } | undefined>;
  /**
   * Writes the given fields of a package and returns its collection. Idempotent. A terminal state
   * is not replaced, except by `ready`.
   * @throws {Error} no such package
   */
  change(packageId: string, change: PackageChange): Promise<Collection>;
  /**
   * Reopens failed, cancelled or abandoned packages for another attempt, with their machines as
   * Defender describes them now, and counts them for the requester. Skips packages in other states.
   * @throws {HourlyLimitError} and whatever the admission throws; nothing was reopened
   */
  reopen(id: string, reopening: Reopening): Promise<Collection>;
  /** Returns what a person requested within the last `windowMs` real milliseconds, oldest first. */
  requestedBy(personId: string, windowMs: number): Promise<MachineRequest[]>;
  /** Adds a follower or updates their place. Idempotent. */
  follow(id: string, follower: Follower): Promise<void>;
  /** Removes a follower. Idempotent. */
  unfollow(id: string, personId: string): Promise<void>;
  /** Lists at most `most` collections that match all given fields, newest first. */
  list(filter: {
    askedBy?: string | undefined;
    machineId?: string | undefined;
    open?: boolean | undefined;
    most: number;
  }): Promise<Collection[]>;
  /** Appends a download to a package and returns its collection. Not idempotent. */
  noteDownload(packageId: string, download: Download): Promise<Collection>;
  /**
   * Stores who was notified of a failed attempt. Idempotent; returns undefined if the package is
   * being retried.
   */
  noteTold(packageId: string, attempt: number, told: Told): Promise<Collection | undefined>;
  /** Lists packages whose action in Defender has to be polled. */
  watched(): Promise<Package[]>;
  /** Returns the latest package of each machine that became ready since the moment. */
  readySince(machineIds: readonly string[], since: Date): Promise<Package[]>;
}

export interface NewCollection {
  readonly requestId: string;
  /** The id of the pending request that this continues; a new id without one. */
  readonly id?: string | undefined;
  readonly askedBy: Person;
  readonly place: Place;
  readonly reason?: string | undefined;
  readonly incident?: string | undefined;
  readonly ticket?: string | undefined;
  readonly machines: readonly Machine[];
  /** The policy for this request. */
  readonly admission: Admission;
}

export interface Reopening {
  readonly requestId: string;
  readonly requester: Person;
  readonly packages: readonly { readonly id: string; readonly machine: Machine }[];
  readonly admission: Admission;
}

export interface Joined {
  readonly machine: Machine;
  readonly collection: Collection;
}

export type PackageChange = Partial<
  Omit<
    Package,
    'id' | 'collectionId' | 'machine' | 'retryState' | 'linkAt' | 'failure' | 'cancelledBy'
  >
> & {
  /** `null` clears the field. */
  readonly retryState?: Package['retryState'] | null;
  readonly linkAt?: Date | null | undefined;
  readonly failure?: Package['failure'] | null;
  readonly cancelledBy?: Package['cancelledBy'] | null;
};

/**
 * Approvals, requested together with their collection and decided once. Methods throw the
 * database's errors.
 */
export interface Approvals {
  /** Gets the approval of a collection; undefined if it needs none. */
  get(collectionId: string): Promise<Approval | undefined>;
  /**
   * Decides a pending approval and returns it. Idempotent: the first decision wins.
   * @throws {Error} the collection has no approval
   */
  decide(collectionId: string, decision: Decision): Promise<Approval>;
}

export interface Decision {
  readonly state: Exclude<Approval['state'], 'pending'>;
  /** Missing when it expired. */
  readonly by?: Person;
  readonly said?: string;
}

/** Questions to a requester that wait for an answer. Methods throw the database's errors. */
export interface Drafts {
  /** Stores a draft. Idempotent: the same `requestId` returns the same draft. */
  keep(requestId: string, draft: Omit<Draft, 'id'>): Promise<Draft>;
  /** Gets a draft; undefined if unknown. */
  get(id: string): Promise<Draft | undefined>;
  /**
   * Ends a draft and returns it. Idempotent: the first terminal state wins.
   * @throws {Error} no such draft
   */
  end(id: string, end: DraftEnd): Promise<Draft>;
}

/**
 * Requests that wait for Defender before a collection could be opened. Methods throw the database's
 * errors.
 */
export interface PendingRequests {
  /**
   * Stores a request and reserves its machines for the requester until it ends. Idempotent: the
   * same `requestId` returns the same request.
   * @throws {HourlyLimitError} nothing was stored
   */
  keep(
    requestId: string,
    request: Omit<PendingRequest, 'id'>,
    reservation: Pick<Admission, 'windowMs' | 'assertLimit'> & { readonly machines: number },
  ): Promise<PendingRequest>;
  /** Gets a pending request, ended or not; undefined if unknown. */
  get(id: string): Promise<PendingRequest | undefined>;
  /** Gets the pending request of a `requestId`; undefined if there is none. */
  of(requestId: string): Promise<PendingRequest | undefined>;
  /**
   * Stores why the latest attempt failed and when the next is due. Idempotent.
   * @throws {Error} no such request
   */
  hinder(id: string, retryState: RetryState): Promise<PendingRequest>;
  /**
   * Ends a request and returns it. Idempotent: the first terminal state wins.
   * @throws {Error} no such request
   */
  end(id: string, end: PendingRequestEnd): Promise<PendingRequest>;
  /** Lists the requests that still wait, of everybody or of one requester, newest first. */
  waiting(askedBy?: string): Promise<PendingRequest[]>;
}
