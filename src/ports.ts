import type { MachineAction } from './domain/action';
import type { Alert, Incident, Severity } from './domain/alert';
import type { Approval } from './domain/approval';
import type { Card, Message } from './domain/card';
import type { Collection, Download, Follower, Package, Told } from './domain/collection';
import type { Draft, DraftEnd } from './domain/draft';
import type { Duration } from './domain/duration';
import type { LastTick, PartHealth } from './domain/health';
import type { Hindrance } from './domain/hindrance';
import type { InvolvedMachine } from './domain/incident-machines';
import type { AlertTally } from './domain/ip-report';
import type { IpRow, KeptRow } from './domain/ip-row';
import type {
  IpDossier,
  KeptReport,
  ReportMemory,
  ReportSubject,
  ReportTotals,
} from './domain/kept-report';
import type { KeptEnd, KeptRequest } from './domain/kept-request';
import type { Machine } from './domain/machine';
import type { Notice } from './domain/notice';
import type { Override } from './domain/on-call';
import type { Outage } from './domain/outage';
import type { Activity, Digest, OpenThings } from './domain/overview';
import type { Person, Role } from './domain/person';
import type { Conversation, Place } from './domain/place';
import type { IncidentMachine, SeenIncident, TriggerState } from './domain/seen-incident';

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

/** What is to be kept. A piece of it is good until the next one is asked for. */
export interface EvidenceSource {
  readonly body: AsyncIterable<Uint8Array>;
  /** At least so many bytes will come, where that is known: room is looked for early. */
  readonly expects?: number;
}

/** The evidence store: bytes in, nothing half-written ever visible. Whoever keeps reads back. */
export interface Evidence {
  /**
   * Keeps one package: streams it in, makes it durable, then visible.
   * Safe to repeat: what is complete already is not fetched again, and `written` is false.
   * @throws {PackageRefused} larger than allowed, or no room; and whatever the source throws, as it is
   */
  keep(request: {
    name: string;
    open: () => Promise<EvidenceSource>;
    onProgress?: (received: number) => void;
  }): Promise<{ file: string; size: number; written: boolean }>;
  check(): Promise<void>;
  /** What the store itself does against change and removal, where it can say so. */
  protection(): Promise<Protection | undefined>;
  /** Opens a kept file, whole or in part; nothing where there is none. */
  read(file: string, range?: ByteRange): Promise<EvidenceRead | undefined>;
  /** Does work that needs a kept file as a file on this machine's disk; nothing where there is none. */
  onDisk<T>(file: string, work: (path: string) => Promise<T>): Promise<T | undefined>;
  /** Keeps a small file beside the packages, once: one that is there stays as it is. */
  note(file: string, content: string): Promise<void>;
  /** Every kept file whose name begins so, without halves and our own book-keeping. */
  list(beginning?: string): Promise<EvidenceFile[]>;
  /** Removes a kept file; one that is gone already is fine. */
  remove(file: string): Promise<void>;
}

/** Settings of the store's container; what it does not tell is left open. */
export interface Protection {
  readonly immutabilityPolicy?: boolean;
  readonly legalHold?: boolean;
  /** Versions of a blob that nobody can change (version-level WORM). */
  readonly immutableVersions?: boolean;
}

/** Both ends belong to it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface EvidenceRead {
  /** Of the whole file, whatever part was asked for. */
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface EvidenceFile {
  readonly file: string;
  readonly size: number;
  readonly changedAt: Date;
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
  readonly id?: string;
  readonly askedBy: Person;
  readonly place: Place;
  readonly reason?: string;
  readonly incident?: string;
  readonly ticket?: string;
  readonly machines: readonly Machine[];
  /** The machines that nobody may collect from before somebody else allows it. */
  readonly approval?: NewApproval;
}

export interface NewApproval {
  readonly machineIds: readonly string[];
  /** The least role that may decide. */
  readonly by: Role;
  readonly because: Approval['because'];
  readonly askedAt: Date;
  readonly expiresAt: Date;
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
export interface KeptRequests {
  /** Keeps one once per request. */
  keep(requestId: string, request: Omit<KeptRequest, 'id'>): Promise<KeptRequest>;
  get(id: string): Promise<KeptRequest | undefined>;
  /** The one that was kept for this request. */
  of(requestId: string): Promise<KeptRequest | undefined>;
  hinder(id: string, hindrance: Hindrance): Promise<KeptRequest>;
  /** Ends it and gives it back as it is now: the first end stands. */
  end(id: string, end: KeptEnd): Promise<KeptRequest>;
  /** Those that still wait, of everybody or of one person, newest first. */
  waiting(askedBy?: string): Promise<KeptRequest[]>;
}

/** What is over and would lie there for ever: requests, lists, failures, overrides and outages. */
export interface Leftovers {
  /** Forgets what ended before the moment; how much that was. */
  forget(before: Date): Promise<number>;
}

/** Who belongs to which groups of Entra. */
export interface Groups {
  /**
   * Those of the groups that the person is a member of, also through other groups.
   * @throws {DefenderRefused} @throws {DefenderUnreachable} nobody knows then: give nobody a right for it
   */
  among(personId: string, groupIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * People in a group, also through other groups; not more than a few hundred.
   * @throws {DefenderRefused} @throws {DefenderUnreachable}
   */
  members(groupId: string): Promise<readonly Person[]>;
}

/** Whom the policy makes leads, by id or by group: as many as are told one by one. */
export interface Leads {
  /** Never rejects: who can't be listed is not told. */
  list(): Promise<readonly Person[]>;
}

/** Failures that somebody has to look at. */
export interface Notices {
  /**
   * Joins the open notice of the same subject, or of the same cause that had a failure since the moment,
   * or opens one. A mishap that was reported before changes nothing, however that notice ended.
   */
  report(report: NoticeReport): Promise<Notice>;
  get(id: string): Promise<Notice | undefined>;
  /** By its own id, or the newest one about a job. */
  about(id: string): Promise<Notice | undefined>;
  /** Changes it while nobody else does; what comes back unchanged is not written. */
  change(id: string, change: (notice: Notice) => Notice): Promise<Notice>;
  /** Not resolved, newest first. */
  open(most: number): Promise<Notice[]>;
}

export interface NoticeReport {
  readonly cause: string;
  readonly since: Date;
  readonly key: string;
  readonly job: string;
  /** What failed, whatever the try: a package, or the job itself. */
  readonly subject: string;
  readonly at: Date;
  readonly open: (id: string) => Notice;
  readonly join: (notice: Notice) => Notice;
}

/** Who takes the duty for a while, out of turn. */
export interface Overrides {
  /** Once per request. */
  add(requestId: string, override: Omit<Override, 'id'>): Promise<void>;
  /** Those that hold at the moment or later. */
  from(moment: Date): Promise<Override[]>;
  /** Ends those of a person, or all that hold now; how many there were. */
  end(moment: Date, personId?: string): Promise<number>;
}

/** Times at which Defender did not answer. */
export interface Outages {
  /** The one that is not closed yet. */
  current(): Promise<Outage | undefined>;
  open(since: Date): Promise<Outage>;
  save(outage: Outage): Promise<void>;
}

/** The outgoing webhook to the organisation's own paging, in the form of PagerDuty's Events API v2. */
export interface Pager {
  /** `later`: nobody took it, try again; `refused`: it never will be. */
  send(event: PagerEvent): Promise<'taken' | 'later' | 'refused'>;
}

export interface PagerEvent {
  readonly action: 'trigger' | 'acknowledge' | 'resolve';
  /** The notice's id: the other side knows by it what belongs together. */
  readonly key: string;
  readonly summary: string;
  readonly severity: 'error' | 'critical';
  readonly at: Date;
  readonly details: Readonly<Record<string, string>>;
}

/** Conversations the bot may speak in. */
export interface Conversations {
  /** Returns it as it is kept: with the language and zone that were known before. */
  remember(conversation: Conversation, person?: Person): Promise<Conversation>;
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
  /** Only incidents with an alert of this product, such as `office365`. */
  readonly source?: string;
  /** Only incidents with this tag. */
  readonly tag?: string;
  readonly by: Person;
  readonly at: Date;
}

export interface Subscriptions {
  add(subscription: Subscription): Promise<void>;
  remove(conversationId: string, topic?: Topic): Promise<number>;
  of(conversationId: string): Promise<Subscription[]>;
  to(topic: Topic): Promise<Subscription[]>;
}

/** Incidents that were seen, and what was done about their machines. */
export interface Incidents {
  /** When Bailiff looked for the first time ever, which the first caller's `now` settles. */
  watch(now: Date): Promise<IncidentWatch>;
  /** Everything up to the moment was read; it never goes back. */
  readUpTo(moment: Date): Promise<void>;
  /** The update time of the state of each that was dealt with last. */
  handledOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  handled(id: string, updatedAt: string): Promise<void>;
  /** Keeps its newest state. */
  save(incident: Incident, options: { isOld: boolean }): Promise<void>;
  get(id: string): Promise<SeenIncident | undefined>;
  showIn(id: string, conversationIds: readonly string[]): Promise<void>;
  /**
   * From now on no rule starts anything for it, nor what it has taken and not begun; without `stopped`
   * rules act again.
   */
  stop(id: string, stopped?: SeenIncident['stopped']): Promise<void>;
  /** What was done about the machines of the one counts for the other, and so does a stop. */
  merge(from: string, into: string): Promise<void>;
  machines(id: string): Promise<IncidentMachine[]>;
  /** Those that have a machine in this collection, whoever asked for it. */
  withCollection(collectionId: string): Promise<string[]>;
  noteMachine(
    id: string,
    machineId: string,
    note: Partial<Pick<IncidentMachine, 'state' | 'collectionId'>>,
  ): Promise<void>;
  /** Forgets those of which nothing was heard since the moment, and their machines. Says how many. */
  forget(before: Date): Promise<number>;
}

export interface IncidentWatch {
  readonly beganAt: Date;
  /** The window of the next look begins here, less an overlap. */
  readonly readUpTo: Date;
}

/** How the rules of the policy that act by themselves stand. */
export interface Triggers {
  /**
   * Takes machines of an incident for a rule, each once. What does not fit under the cap is held and
   * pauses the rule. The same `run` again gives the same.
   */
  claim(claim: Claim): Promise<Claimed>;
  /** The machines that a run took for a rule, without those that a stop let go since. */
  takenBy(run: string, name: string): Promise<IncidentMachine[]>;
  state(name: string, hourAgo: Date): Promise<TriggerState>;
  /** Ends a pause and a mute; the hour is counted anew. The incidents that have held machines. */
  resume(name: string, by: Person, now: Date): Promise<string[]>;
  mute(name: string, by: Person, until: Date): Promise<void>;
}

export interface Claim {
  readonly incidentId: string;
  readonly trigger: string;
  /** The story that asks. */
  readonly run: string;
  readonly machines: readonly InvolvedMachine[];
  readonly perHour: number;
  readonly now: Date;
  readonly hourAgo: Date;
}

export interface Claimed {
  /** Taken by this run. */
  readonly machines: readonly IncidentMachine[];
  /** This run is the one that paused the rule. */
  readonly pausedNow: boolean;
}

/** Collections whose packages must not be removed, whatever the policy says. */
export interface Holds {
  /** The first one stays: who held it first is who is named. */
  add(hold: Hold): Promise<Hold>;
  /** What was held, when it was. */
  remove(collectionId: string): Promise<Hold | undefined>;
  get(collectionId: string): Promise<Hold | undefined>;
  /** Packages stored before the moment, neither held nor removed yet, oldest first. */
  expired(before: Date, most: number): Promise<Package[]>;
}

export interface Hold {
  readonly collectionId: string;
  readonly by: Person;
  readonly at: Date;
}

/** The messages that living cards stand on: what was posted under a name, to be edited later. */
export interface ShownCards {
  get(name: string): Promise<ShownCard | undefined>;
  /** Those whose names begin so and that were shown since the moment, newest first. */
  since(moment: Date, filter: { beginning: string; most: number }): Promise<ShownCard[]>;
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
  /** Milliseconds until a moment that was given, on the same clock, negative after it; nothing for one that is not there. */
  msUntil(id: string): Promise<number | undefined>;
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
  failed(name: string, why: NonNullable<LastTick['why']>): Promise<void>;
  last(name: string): Promise<LastTick | undefined>;
}

/** IP reports that were asked for, and how they ended. */
export interface IpReports {
  /** Opens a report once per request: the same `requestId` again gives back the same. */
  open(requestId: string, request: Omit<IpReportRequest, 'id'>): Promise<IpReportRequest>;
  finish(id: string, ended: IpReportEnd): Promise<void>;
  /** Ends a report that is still being read; false when it is over. */
  cancel(id: string, by: Person): Promise<boolean>;
  get(id: string): Promise<IpReportRecord | undefined>;
  /** Newest first. */
  list(filter: { askedBy?: string; open?: boolean; most: number }): Promise<IpReportRecord[]>;
}

/** What IP reports found: kept whole for files and for comparing, and by address beyond any report. */
export interface IpMemory {
  /** Begins to read a report. Safe to repeat, also while an earlier try is still at it. */
  begin(request: IpReportRequest, readAt: Date): Promise<IpReading>;
  /** Rows of a kept report, heaviest first. */
  rows(reportId: string, filter: IpRowFilter): Promise<IpRow[]>;
  /** Everything of a kept report; nothing when it is not ready, or was forgotten. */
  whole(reportId: string): Promise<KeptReport | undefined>;
  /** What Defender said about how many machines talked to each address. */
  notePrevalence(reportId: string, told: ReadonlyMap<string, number>): Promise<void>;
  /** How many remote addresses of the report were not asked about yet. */
  unasked(reportId: string): Promise<number>;
  /** All reports together, for a canonical address. */
  about(address: string, now: Date): Promise<IpDossier | undefined>;
  /** The newest ready report of a subject. */
  newestOf(subjectKey: string): Promise<string | undefined>;
  /** Forgets ended reports and sightings that are older. */
  forget(before: Date): Promise<void>;
}

/** A report that is being read: of any size, and seen by nobody before it is kept. */
export interface IpReading {
  /** Notes alerts, and gives back those that did not come before. */
  noteAlerts(alerts: readonly Alert[]): Promise<Alert[]>;
  /** Notes what some of the alerts said; the rows of one address become one when the report is kept. */
  noteRows(rows: Iterable<KeptRow>): Promise<void>;
  /** Lays the report out in place of what an earlier try kept, and says what was known before. */
  keep(tally: AlertTally): Promise<KeptIps>;
  /** Forgets what was noted. */
  discard(): Promise<void>;
}

export interface KeptIps {
  readonly totals: ReportTotals;
  readonly memory: ReportMemory;
}

export interface IpRowFilter {
  /** Those that no other report had. */
  readonly onlyNew?: boolean;
  /** Those that Defender can be asked about and was not yet. */
  readonly unasked?: boolean;
  readonly most: number;
}

export interface IpReportEnd {
  readonly state: 'ready' | 'failed' | 'cancelled';
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
/** Who reads what is said somewhere. */
export type Reader = Pick<Conversation, 'timeZone'>;

/** Draws what is said when it is known who reads it: in their language, and in their time zone. */
export type Drawn<T> = (reader: Reader) => T;

export interface Messenger {
  /** Sends a message; resolves when Teams took it. Returns Teams' id of it, or nothing when nobody can be reached there. */
  post(place: Place, message: Message | Drawn<Message>): Promise<string | undefined>;
  /**
   * Shows a living card under a name: posted the first time, edited in place afterwards.
   * An unchanged card is not sent again; edits that are not `final` are coalesced and may be skipped.
   * After a final card only another final one is shown, unless the story was `reopened`.
   */
  show(
    name: string,
    place: Place,
    card: Card | Drawn<Card>,
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
  'renew-report': { readonly reportId: string };
  incident: IncidentSighting;
  'rule-changed': RuleChange;
  'ip-prevalence': { readonly reportId: string };
  digest: { readonly conversationId: string; readonly since: string; readonly due: string };
  notice: { readonly noticeId: string };
  pager: { readonly noticeId: string };
  approval: { readonly collectionId: string };
  /** One try each, so that none is remembered as another one. */
  'kept-request': { readonly turn: Turn; readonly kept: KeptAsk; readonly tries: number };
}

/** Which command of a turn is asked again, and since when it waits. */
export interface KeptAsk {
  /** Of the kept request. */
  readonly id: string;
  /** Of the command within the turn. */
  readonly requestId: string;
  /** ISO 8601: when it was asked for. */
  readonly since: string;
}

/** An incident that there is something new about. */
export interface IncidentSighting {
  readonly incidentId: string;
  /** Of the state that was seen; without it the incident is read anew, because somebody asked for it. */
  readonly updatedAt?: string;
}

/** Somebody muted or resumed a rule: what says how it stands is drawn anew. */
export interface RuleChange {
  readonly rule: string;
  /** Cards that were shown since then may have to say something else now. */
  readonly since: string;
  readonly resumed?: { readonly by: Person; readonly at: string };
}

/** What stories wait for. */
export interface Topics {
  news: PackageNews;
  /** Somebody decided, or more failed: the row knows what. */
  notice: { readonly changed: true };
  pager: PagerEvent;
  /** An approval was decided; what was decided stands in the database. */
  decision: { readonly state: Approval['state'] };
}

export type PackageNews =
  | { readonly kind: 'ended'; readonly action: MachineAction }
  | { readonly kind: 'cancel'; readonly by: Person }
  /** Defender, which was away, answers: whoever waits for it may ask at once. */
  | { readonly kind: 'back' };

export interface IpReportRequest {
  readonly id: string;
  readonly askedBy: Person;
  readonly place: Place;
  readonly timeZone: string;
  readonly of: ReportSubject;
  /** Shows addresses that no other report had; the files hold all. */
  readonly onlyNew?: boolean;
  /** The report that it renews: it is shown on that one's card. */
  readonly renews?: string;
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

/** Where an event stands in the chain. */
export interface JournalPlace {
  readonly sequence: number;
  /** SHA-256 over the hash before and the record. */
  readonly hash: string;
}

/** If the record can't be written, the act does not happen: `write` rejects. */
export interface Journal {
  write(event: JournalEvent): Promise<JournalPlace>;
}

/** Where the journal's rows lie; only the chain itself is the journal's business. */
export interface JournalRows {
  /** Adds what `chain` makes of the last row, all or nothing, while nobody else adds; durable when it resolves. */
  append(chain: (last: JournalLink | undefined) => readonly JournalRow[]): Promise<void>;
  /** In order of their sequence, from `from` on. */
  read(from: number, most: number): Promise<JournalRow[]>;
  /** What was written since a moment about any of these ids, in order. */
  about(ids: readonly string[], since: Date): Promise<JournalRow[]>;
  /** Removes the beginning of the chain, up to and with this row. */
  forget(upTo: number): Promise<void>;
}

/** Signed notes about the journal: how long it was, and up to where it was pruned. */
export interface JournalNotes {
  /** A note of the same kind and sequence stays as it is. */
  save(note: JournalNote): Promise<void>;
  last(kind: JournalNote['kind']): Promise<JournalNote | undefined>;
  /** The newest checkpoint made before a moment. */
  lastBefore(at: Date): Promise<JournalNote | undefined>;
  list(): Promise<JournalNote[]>;
}

export interface JournalNote {
  readonly kind: 'checkpoint' | 'pruned';
  readonly sequence: number;
  readonly at: Date;
  /** The signed JSON itself. */
  readonly document: string;
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

/** How each part of the house is. */
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

/** How things stand, counted over our own tables. */
export interface Overview {
  since(moment: Date): Promise<Activity>;
  /** What is open now: up to so many of each kind, and how many there are. */
  open(most: number): Promise<OpenThings>;
  /** How many jobs there are, of one person or of all. */
  jobs(askedBy?: string): Promise<{ readonly collections: number; readonly reports: number }>;
}

/** Which conversations are told once a day how things stand. */
export interface Digests {
  set(digest: Omit<Digest, 'toldAt'>): Promise<void>;
  /** False where there was none. */
  remove(conversationId: string): Promise<boolean>;
  of(conversationId: string): Promise<Digest | undefined>;
  all(): Promise<Digest[]>;
  told(conversationId: string, until: Date): Promise<void>;
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
  /** The same, used or not: for a download that broke and goes on. */
  findEvenUsed(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** Gives the link to the one caller who uses it. */
  use(tokenHash: string, now: Date): Promise<Link | undefined>;
  /** Takes the use back: nothing was handed out. */
  giveBack(tokenHash: string): Promise<void>;
}
