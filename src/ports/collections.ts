import type { Admission, MachineRequest } from '../domain/admission';
import type { Approval } from '../domain/approval';
import type { Collection, Download, Follower, Package, Told } from '../domain/collection';
import type { Draft, DraftEnd } from '../domain/draft';
import type { Machine } from '../domain/machine';
import type { PendingRequest, PendingRequestEnd } from '../domain/pending-request';
import type { Person } from '../domain/person';
import type { Place } from '../domain/place';
import type { RetryState } from '../domain/retry-state';

/** Collections and their packages, as they stand in the database. */
export interface Collections {
  /**
   * Opens a collection once per request: asked again with the same `requestId` it gives back the same.
   * A machine that is being collected already is not collected twice: its collection comes back in `joined`.
   * The others are counted for the requester, and wait for approval where the admission asks for one.
   * @throws {HourlyLimitError} nothing was opened
   */
  open(request: NewCollection): Promise<{ collection?: Collection; joined: readonly Joined[] }>;
  get(id: string): Promise<Collection | undefined>;
  ofPackage(packageId: string): Promise<{ collection: Collection; package: Package } | undefined>;
  change(packageId: string, change: PackageChange): Promise<Collection>;
  /**
   * Reopens failed, cancelled or abandoned packages for another attempt, with their machines as
   * Defender describes them now, and counts them for the requester. Skips packages in other states.
   * @throws {HourlyLimitError} and whatever the admission throws; nothing was reopened
   */
  reopen(id: string, reopening: Reopening): Promise<Collection>;
  /** What a person requested within the last real milliseconds, oldest first. */
  requestedBy(personId: string, windowMs: number): Promise<MachineRequest[]>;
  follow(id: string, follower: Follower): Promise<void>;
  unfollow(id: string, personId: string): Promise<void>;
  /** Newest first. */
  list(filter: {
    askedBy?: string | undefined;
    machineId?: string | undefined;
    open?: boolean | undefined;
    most: number;
  }): Promise<Collection[]>;
  /** Adds one to the downloads of a package. */
  noteDownload(packageId: string, download: Download): Promise<Collection>;
  /** Notes who was told of the failure of this try; nothing where it is being tried again by now. */
  noteTold(packageId: string, attempt: number, told: Told): Promise<Collection | undefined>;
  /** Packages whose action the watcher has to look at. */
  watched(): Promise<Package[]>;
  /** The latest package of each machine that became ready since the moment. */
  readySince(machineIds: readonly string[], since: Date): Promise<Package[]>;
}

export interface NewCollection {
  readonly requestId: string;
  /** One that was taken before, where the request was kept; otherwise a new one. */
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
  Omit<Package, 'id' | 'collectionId' | 'machine' | 'retryState' | 'linkAt' | 'failure'>
> & {
  /** `null` takes it away again. */
  readonly retryState?: Package['retryState'] | null;
  readonly linkAt?: Date | null | undefined;
  readonly failure?: Package['failure'] | null;
};

/** What waits for somebody's word: asked for together with its collection, decided once. */
export interface Approvals {
  get(collectionId: string): Promise<Approval | undefined>;
  /** Decides what is still pending; otherwise gives back what was decided before. */
  decide(collectionId: string, decision: Decision): Promise<Approval>;
}

export interface Decision {
  readonly state: Exclude<Approval['state'], 'pending'>;
  /** Nobody: the time was up. */
  readonly by?: Person;
  readonly said?: string;
}

/** Lists that were shown to who asked, until they are confirmed. */
export interface Drafts {
  /** Keeps a list once per request. */
  keep(requestId: string, draft: Omit<Draft, 'id'>): Promise<Draft>;
  get(id: string): Promise<Draft | undefined>;
  /** Ends it and gives it back as it is now: the first end stands. */
  end(id: string, end: DraftEnd): Promise<Draft>;
}

/** Requests that wait for Defender before anything could be opened for them. */
export interface PendingRequests {
  /**
   * Stores a request once per `requestId` and reserves its machines for the requester, until it ends.
   * @throws {HourlyLimitError} nothing was stored
   */
  keep(
    requestId: string,
    request: Omit<PendingRequest, 'id'>,
    reservation: Pick<Admission, 'windowMs' | 'assertLimit'> & { readonly machines: number },
  ): Promise<PendingRequest>;
  get(id: string): Promise<PendingRequest | undefined>;
  /** The one that was kept for this request. */
  of(requestId: string): Promise<PendingRequest | undefined>;
  hinder(id: string, retryState: RetryState): Promise<PendingRequest>;
  /** Ends it and gives it back as it is now: the first end stands. */
  end(id: string, end: PendingRequestEnd): Promise<PendingRequest>;
  /** Those that still wait, of everybody or of one person, newest first. */
  waiting(askedBy?: string): Promise<PendingRequest[]>;
}
