import type { Incident } from '../domain/alert';
import type { InvolvedMachine } from '../domain/incident-machines';
import type { Person } from '../domain/person';
import type { IncidentMachine, RuleState, SeenIncident } from '../domain/seen-incident';

/**
 * Incidents that were seen, and what rules did with their machines. Methods throw the database's
 * errors.
 */
export interface Incidents {
  /**
   * Returns the state of the incident poller. Idempotent: the first caller's `now` becomes
   * `beganAt`.
   */
  watch(now: Date): Promise<IncidentWatch>;
  /** Records that everything up to the moment was read. Idempotent; never moves back. */
  readUpTo(moment: Date): Promise<void>;
  /** Returns the last processed update time by incident id; unprocessed incidents are left out. */
  handledOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Records the update time of an incident that was processed. Idempotent. */
  handled(id: string, updatedAt: string): Promise<void>;
  /**
   * Stores an incident. Idempotent; an older state doesn't replace a newer one. `isOld` marks one
   * that existed before the first start.
   */
  save(incident: Incident, options: { isOld: boolean }): Promise<void>;
  /** Gets a stored incident; undefined if unknown. */
  get(id: string): Promise<SeenIncident | undefined>;
  /** Replaces the list of conversations that show the incident. Idempotent. */
  showIn(id: string, conversationIds: readonly string[]): Promise<void>;
  /**
   * Stops all rules for an incident and releases machines that no collection contains yet; without
   * `stopped`, rules act again. Idempotent.
   */
  stop(id: string, stopped?: SeenIncident['stopped']): Promise<void>;
  /**
   * Merges an incident into another, with its machines and a stop. Idempotent.
   * @throws {Error} either incident is unknown
   */
  merge(from: string, into: string): Promise<void>;
  /** Lists the machines that rules took or held, oldest first. */
  machines(id: string): Promise<IncidentMachine[]>;
  /** Returns the ids of the incidents with a machine in this collection, whoever requested it. */
  withCollection(collectionId: string): Promise<string[]>;
  /** Writes the given fields of a machine. Idempotent; an unknown machine changes nothing. */
  noteMachine(
    id: string,
    machineId: string,
    note: Partial<Pick<IncidentMachine, 'state' | 'collectionId'>>,
  ): Promise<void>;
  /**
   * Deletes incidents that were last seen before the moment, with their machines; returns how many,
   * 10,000 at most. Idempotent.
   */
  forget(before: Date): Promise<number>;
}

export interface IncidentWatch {
  readonly beganAt: Date;
  /** Start of the next poll's window, before the overlap is subtracted. */
  readonly readUpTo: Date;
}

/** The state of the policy's automatic rules. Methods throw the database's errors. */
export interface Rules {
  /**
   * Takes machines of an incident for a rule, each once. Machines beyond the hourly cap are held
   * and pause the rule. Idempotent per `run`.
   */
  claim(claim: Claim): Promise<Claimed>;
  /** Lists the machines that a run took for a rule, except those that a stop released since. */
  takenBy(run: string, name: string): Promise<IncidentMachine[]>;
  /**
   * Gets the state of a rule; machines are counted since `hourAgo`. A rule that never acted has an
   * empty state.
   */
  state(name: string, hourAgo: Date): Promise<RuleState>;
  /**
   * Ends a pause and a mute and restarts the hourly count. Returns the ids of incidents with held
   * machines. Not idempotent: a second call finds none.
   */
  resume(name: string, by: Person, now: Date): Promise<string[]>;
  /** Mutes a rule until the moment. Idempotent. */
  mute(name: string, by: Person, until: Date): Promise<void>;
}

export interface Claim {
  readonly incidentId: string;
  readonly trigger: string;
  /** The id of the calling workflow. */
  readonly run: string;
  readonly machines: readonly InvolvedMachine[];
  readonly perHour: number;
  readonly now: Date;
  readonly hourAgo: Date;
}

export interface Claimed {
  /** Taken by this run. */
  readonly machines: readonly IncidentMachine[];
  /** Whether this run paused the rule. */
  readonly pausedNow: boolean;
}
