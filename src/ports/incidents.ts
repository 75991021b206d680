import type { Incident } from '../domain/alert';
import type { InvolvedMachine } from '../domain/incident-machines';
import type { Person } from '../domain/person';
import type { IncidentMachine, RuleState, SeenIncident } from '../domain/seen-incident';

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
export interface Rules {
  /**
   * Takes machines of an incident for a rule, each once. What does not fit under the cap is held and
   * pauses the rule. The same `run` again gives the same.
   */
  claim(claim: Claim): Promise<Claimed>;
  /** The machines that a run took for a rule, without those that a stop let go since. */
  takenBy(run: string, name: string): Promise<IncidentMachine[]>;
  state(name: string, hourAgo: Date): Promise<RuleState>;
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
