import type { MachineAction } from './domain/action';
import type { Alert, Incident, Severity } from './domain/alert';
import type { Card, Message } from './domain/card';
import type { Collection, Follower, Package } from './domain/collection';
import type { Duration } from './domain/duration';
import type { Machine } from './domain/machine';
import type { Person } from './domain/person';
import type { Conversation, Place } from './domain/place';

/** What Bailiff needs from outside, as interfaces; `app.ts` says who provides them. */

/** Time, so that tests move it and a time scale shortens it. */
export interface Clock {
  now(): Date;
  /** How many times faster our own time runs; 1 in production. */
  readonly scale: number;
  /** Real milliseconds for a span of ours: divided by the time scale. */
  real(span: Duration): number;
  /** Waits for a span of ours; rejects with the signal's reason when it fires. */
  sleep(span: Duration, signal?: AbortSignal): Promise<void>;
}

/** Structured log: a fixed sentence and data beside it; secrets are redacted by the adapter. */
export interface Log {
  debug(data: object, sentence: string): void;
  info(data: object, sentence: string): void;
  warn(data: object, sentence: string): void;
  error(data: object, sentence: string): void;
}

/** Microsoft Defender and the parts of Graph that are used. See `defender/` for limits and sources. */
export interface Defender {
  collectInvestigationPackage(machineId: string, comment: string): Promise<MachineAction>;
  machineAction(actionId: string): Promise<MachineAction>;
  /** Newest first. */
  collectionActions(filter: {
    machineId?: string;
    since?: Date;
    open?: boolean;
  }): Promise<MachineAction[]>;
  cancelAction(actionId: string, comment: string): Promise<MachineAction>;
  /** Reserves a place among the two links a minute; the moment is the honest ETA. */
  reserveLink(): Promise<Reservation>;
  /** Gives an unused place back. */
  releaseLink(reservation: Reservation): Promise<void>;
  /** Gets a fresh link and opens the package from `from` on; the link itself never leaves `defender/`. */
  openPackage(
    actionId: string,
    reservation: Reservation,
    from?: ResumePoint,
  ): Promise<PackageStream>;

  machine(idOrName: string): Promise<Machine | undefined>;
  /** Exact names, FQDN or short: all in as few calls as the query's length allows. */
  machinesNamed(names: readonly string[]): Promise<Map<string, Machine[]>>;
  machinesStartingWith(prefix: string): Promise<Machine[]>;
  /** Machines that reported this internal address around now. */
  machinesByIp(ip: string): Promise<Machine[]>;
  machinesTagged(tag: string): Promise<Machine[]>;

  alert(alertId: string): Promise<Alert | undefined>;
  /** Page by page, with evidence. */
  alerts(filter: AlertFilter): AsyncIterable<Alert[]>;
  alertIps(alertId: string): Promise<string[]>;
  alertMachine(alertId: string): Promise<Machine | undefined>;
  ipStatistics(ip: string): Promise<IpStatistics>;
  incident(incidentId: string): Promise<Incident | undefined>;
  /** Updated since the moment, with alerts, page by page. */
  incidentsSince(since: Date): AsyncIterable<Incident[]>;
}

export interface AlertFilter {
  readonly from: Date;
  readonly to: Date;
  readonly severity?: readonly Severity[];
}

export interface IpStatistics {
  readonly ip: string;
  /** Machines of the organisation that talked to it in the last 30 days. */
  readonly prevalence: number;
  readonly firstSeen?: Date;
  readonly lastSeen?: Date;
}

export interface Reservation {
  readonly id: string;
  readonly at: Date;
}

/** Where a broken download may go on, if the server still has the same bytes. */
export interface ResumePoint {
  readonly offset: number;
  readonly etag: string;
}

export interface PackageStream {
  readonly body: AsyncIterable<Uint8Array>;
  /** Size of the whole package in bytes, where the server announced it. */
  readonly size?: number;
  /** Where the body begins: 0, or the offset asked for. */
  readonly offset: number;
  readonly etag?: string;
}

/** The evidence store: bytes in, hashes out, nothing half-written ever visible. */
export interface Evidence {
  /**
   * Keeps one package: streams it to disk, hashes on the way, makes it durable, then visible.
   * Safe to repeat: what is complete already is not fetched again.
   * @throws {DownloadBroken} fewer or more bytes than announced, or the line broke
   * @throws {PackageRefused} larger than allowed, or no room
   */
  keep(request: {
    name: string;
    open: (from?: ResumePoint) => Promise<PackageStream>;
    onProgress?: (received: number, total?: number) => void;
  }): Promise<{ file: string; size: number; sha256: string; sha512: string }>;
  check(): Promise<void>;
}

/** Collections and their packages, as they stand in the database. */
export interface Collections {
  /**
   * Opens a collection once per request: asked again with the same `requestId` it gives back the same.
   * A machine that is being collected already is not collected twice: its collection comes back in `joined`.
   */
  open(request: NewCollection): Promise<{ collection?: Collection; joined: readonly Joined[] }>;
  get(id: string): Promise<Collection | undefined>;
  ofPackage(packageId: string): Promise<{ collection: Collection; package: Package } | undefined>;
  change(packageId: string, change: PackageChange): Promise<Collection>;
  /** Reopens failed, cancelled or abandoned packages for another try. */
  reopen(id: string, packageIds: readonly string[]): Promise<Collection>;
  follow(id: string, follower: Follower): Promise<void>;
  unfollow(id: string, personId: string): Promise<void>;
  /** Newest first. */
  list(filter: {
    askedBy?: string;
    machineId?: string;
    open?: boolean;
    most: number;
  }): Promise<Collection[]>;
  /** Packages whose action the watcher has to look at. */
  watched(): Promise<Package[]>;
}

export interface NewCollection {
  readonly requestId: string;
  readonly askedBy: Person;
  readonly place: Place;
  readonly reason?: string;
  readonly incident?: string;
  readonly ticket?: string;
  readonly machines: readonly Machine[];
}

export interface Joined {
  readonly machine: Machine;
  readonly collection: Collection;
}

export type PackageChange = Partial<
  Omit<Package, 'id' | 'collectionId' | 'machine' | 'hindrance' | 'linkAt' | 'failure'>
> & {
  /** `null` takes it away again. */
  readonly hindrance?: Package['hindrance'] | null;
  readonly linkAt?: Date | null;
  readonly failure?: Package['failure'] | null;
};

/** Conversations the bot may speak in. */
export interface Conversations {
  remember(conversation: Conversation, person?: Person): Promise<void>;
  get(conversationId: string): Promise<Conversation | undefined>;
  /** The 1:1 conversation with a person, when there is one. */
  with(personId: string): Promise<Conversation | undefined>;
  /** The one remembered last: its service URL and tenant serve to open a 1:1 conversation. */
  newest(): Promise<Conversation | undefined>;
  forget(conversationId: string): Promise<void>;
  markUnreachable(conversationId: string, why: string): Promise<void>;
}

export type Topic = 'incidents' | 'operations';

export interface Subscription {
  readonly conversationId: string;
  readonly topic: Topic;
  readonly minimumSeverity?: Severity;
  readonly by: Person;
  readonly at: Date;
}

export interface Subscriptions {
  add(subscription: Subscription): Promise<void>;
  remove(conversationId: string, topic?: Topic): Promise<number>;
  of(conversationId: string): Promise<Subscription[]>;
  to(topic: Topic): Promise<Subscription[]>;
}

/** The messages that living cards stand on: what was posted under a name, to be edited later. */
export interface ShownCards {
  get(name: string): Promise<ShownCard | undefined>;
  /** Keeps what was shown last under the name. */
  save(card: Omit<ShownCard, 'shownAt'>): Promise<void>;
}

export interface ShownCard {
  readonly name: string;
  readonly conversationId: string;
  /** Teams' id of the message. */
  readonly messageId: string;
  /** Of the content: an unchanged card is not sent again. */
  readonly hash: string;
  readonly final: boolean;
  readonly shownAt: Date;
}

/** At most `limit` calls in any span of `ms` real milliseconds. */
export interface RateWindow {
  readonly limit: number;
  readonly ms: number;
}

/** The calls that were promised to Defender, shared by all replicas. */
export interface BudgetLedger {
  /**
   * Takes the next free moment under all windows: never above a limit in any sliding window, in the
   * order of asking. `waitMs` is counted on the database's clock: wait that long, then call.
   */
  reserve(
    endpoint: string,
    windows: readonly RateWindow[],
  ): Promise<Reservation & { readonly waitMs: number }>;
  /** Gives back a place that was not used. */
  giveBack(id: string): Promise<void>;
  /**
   * Nothing on this endpoint for so many milliseconds from now: what is reserved later starts after
   * that. Reservations given out already keep their moment.
   */
  pushBack(endpoint: string, ms: number): Promise<void>;
}

/** Which replicas are alive. */
export interface Replicas {
  beat(executorId: string): Promise<void>;
  /** Those that did not beat for so many real milliseconds. */
  dead(olderThanMs: number): Promise<string[]>;
  /** A dead one whose work was taken over, or one that stops in order. */
  forget(executorId: string): Promise<void>;
}

/** Ticks that happen once for all replicas: the watcher's, the incident poller's. */
export interface Ticks {
  /** True for the one caller who may do this tick; the next may be claimed `everyMs` real milliseconds later. */
  claim(name: string, everyMs: number): Promise<boolean>;
  succeeded(name: string): Promise<void>;
  failed(name: string, why: string): Promise<void>;
  last(name: string): Promise<LastTick | undefined>;
}

export interface LastTick {
  readonly claimedAt?: Date;
  readonly succeededAt?: Date;
  readonly failedAt?: Date;
  /** Why it failed last; empty again once it succeeded. Foreign text. */
  readonly why?: string;
}

/** IP reports that were asked for, and how they ended. */
export interface IpReports {
  /** Opens a report once per request: the same `requestId` again gives back the same. */
  open(requestId: string, request: Omit<IpReportRequest, 'id'>): Promise<IpReportRequest>;
  finish(id: string, ended: IpReportEnd): Promise<void>;
  get(id: string): Promise<IpReportRecord | undefined>;
  /** Newest first. */
  list(filter: { askedBy?: string; open?: boolean; most: number }): Promise<IpReportRecord[]>;
}

export interface IpReportEnd {
  readonly state: 'ready' | 'failed';
  /** What is worth keeping: counts, file names, or why it failed. */
  readonly summary: Readonly<Record<string, unknown>>;
}

export interface IpReportRecord {
  readonly request: IpReportRequest;
  readonly state: 'running' | IpReportEnd['state'];
  readonly summary?: Readonly<Record<string, unknown>>;
  readonly startedAt: Date;
  readonly endedAt?: Date;
}

/** Sends and edits messages in Teams. */
export interface Messenger {
  /** Sends a message; resolves when Teams took it. Returns Teams' id of it, or nothing when nobody can be reached there. */
  post(place: Place, message: Message): Promise<string | undefined>;
  /**
   * Shows a living card under a name: posted the first time, edited in place afterwards.
   * An unchanged card is not sent again; edits that are not `final` are coalesced and may be skipped.
   * After a final card only another final one is shown, unless the story was `reopened`.
   */
  show(
    name: string,
    place: Place,
    card: Card,
    options?: { final?: boolean; reopened?: boolean },
  ): Promise<void>;
  /** Opens (or finds) the 1:1 conversation with a person. */
  reach(person: Person): Promise<Place | undefined>;
}

/** Long stories that survive a restart; the only door to the workflow engine. */
export interface Workflows {
  /** Starts a story once: the same id again changes nothing. */
  start<Name extends keyof Stories>(name: Name, id: string, input: Stories[Name]): Promise<void>;
  /** Tells a story something; kept until it listens. The same `once` key is told once. */
  tell<T extends keyof Topics>(id: string, topic: T, news: Topics[T], once?: string): Promise<void>;
}

/** The stories there are, and what each needs to begin. */
export interface Stories {
  turn: Turn;
  'collect-package': { readonly packageId: string; readonly attempt: number };
  'finish-collection': { readonly collectionId: string; readonly attempt: number };
  'ip-report': IpReportRequest;
}

/** What stories wait for. */
export interface Topics {
  news: PackageNews;
}

export type PackageNews =
  | { readonly kind: 'ended'; readonly action: MachineAction }
  | { readonly kind: 'cancel'; readonly by: Person };

export interface IpReportRequest {
  readonly id: string;
  readonly askedBy: Person;
  readonly place: Place;
  readonly timeZone: string;
  readonly of:
    | { readonly alert: string }
    | { readonly incident: string }
    | { readonly from: string; readonly to: string; readonly severity?: readonly Severity[] };
}

/** One thing a person said or pressed, in our own plain form. */
export interface Turn {
  /** Derived from conversation and activity: a redelivery has the same. */
  readonly id: string;
  readonly person: Person;
  readonly place: Place;
  readonly at: string;
  readonly locale?: string;
  readonly timeZone?: string;
  readonly said:
    | {
        readonly kind: 'message';
        readonly text: string;
        readonly html?: string;
        readonly mentions: readonly { id: string; name: string; text: string }[];
      }
    | {
        readonly kind: 'press';
        readonly verb: string;
        readonly words: readonly string[];
        readonly inputs: Readonly<Record<string, string>>;
        /** The message the button stood on. */
        readonly messageId?: string;
      }
    | { readonly kind: 'edited' }
    | { readonly kind: 'added'; readonly by?: string };
}

/** One fact for the record: who did what to what, and how it went. */
export interface JournalEvent {
  /** What happened: `collect.asked`, `package.stored`, `command.refused`, … */
  readonly operation: string;
  readonly actor: { readonly id: string; readonly name: string };
  readonly outcome: 'success' | 'failure' | 'refused' | 'started';
  /** What it was about: ids of ours and Defender's. */
  readonly resources?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** If the record can't be written, the act does not happen: `write` rejects. */
export interface Journal {
  write(event: JournalEvent): Promise<void>;
}

/** Where the journal's rows lie; only the chain itself is the journal's business. */
export interface JournalRows {
  /** Adds what `chain` makes of the last row, all or nothing, while nobody else adds; durable when it resolves. */
  append(chain: (last: JournalLink | undefined) => readonly JournalRow[]): Promise<void>;
  /** In order of their sequence, from `from` on. */
  read(from: number, most: number): Promise<JournalRow[]>;
}

export interface JournalLink {
  readonly sequence: number;
  /** SHA-256 in hex. */
  readonly hash: string;
}

export interface JournalRow extends JournalLink {
  readonly at: Date;
  readonly operation: string;
  /** Canonical JSON: the very characters that were hashed. */
  readonly record: string;
  readonly previousHash: string;
}

/** A part of the house and how it is. */
export interface PartHealth {
  readonly part: string;
  readonly ok: boolean;
  readonly says: string;
  readonly lastSuccess?: Date;
}

export interface Health {
  parts(): Promise<PartHealth[]>;
}

/** Access tokens of Entra for the APIs we call. */
export interface Tokens {
  /**
   * A bearer token, kept until shortly before it expires. `fresh` asks Entra again: for after a 401.
   * @throws {DefenderRefused} Entra said no: wrong secret, unknown app, missing consent
   * @throws {DefenderUnreachable} Entra did not answer
   */
  token(scope: string, options?: { fresh?: boolean }): Promise<string>;
}

/** What a one-time link hands out: each kind has its own path under PUBLIC_URL. */
export type LinkKind = 'report' | 'package';

/** Links for one person that give one download, to be sent 1:1 only: whoever holds one can use it. */
export interface Links {
  /** A new address. What it hands out is `id` of `kind`; it lives for `expires`, at most 15 minutes. */
  issue(link: {
    readonly kind: LinkKind;
    readonly id: string;
    readonly person: Person;
    readonly expires: Duration;
  }): Promise<string>;
}

/** A link as it stands in the database, under the hash of its token. */
export interface Link {
  readonly kind: LinkKind;
  readonly id: string;
  readonly person: Person;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Where one-time links lie. A link that was used or is too old is not found any more. */
export interface LinkRows {
  add(tokenHash: string, link: Link): Promise<void>;
  find(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** Gives the link to the one caller who uses it. */
  use(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** Takes the use back: nothing was handed out. */
  giveBack(tokenHash: string): Promise<void>;
}
