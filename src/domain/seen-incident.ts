import type { Alert, Incident } from './alert';
import { days } from './duration';
import type { Person } from './person';

/** An incident as it stands in our records: only what is shown and decided by. */
export interface SeenIncident {
  readonly incident: Incident;
  /** It was there before Bailiff: it starts nothing and is shown to nobody, unless somebody asked. */
  readonly isOld: boolean;
  /** The incident that it was merged into. */
  readonly mergedInto?: string;
  /** Somebody said stop: no rule starts anything for it until it is resumed. */
  readonly stopped?: { readonly by: Person; readonly at: Date };
  /** Conversations that have its card. */
  readonly shownIn: readonly string[];
}

/** What a rule did about one machine of an incident. */
export interface IncidentMachine {
  readonly machineId: string;
  /** Foreign text. */
  readonly name: string;
  readonly trigger: string;
  /**
   * `taken`: the rule collects from it, in `collectionId` once that is open; `held`: the rule is
   * paused; the others: Defender has no such machine, could not collect from it, or said no when asked
   * about it.
   */
  readonly state: 'taken' | 'held' | 'unknown' | 'unsupported' | 'refused';
  readonly collectionId?: string;
}

/** How a rule of the policy stands. */
export interface RuleState {
  /** Machines it took within the hour, or since it was resumed. */
  readonly used: number;
  readonly pausedAt?: Date;
  /** The story that paused it, and told so. */
  readonly pausedBy?: string;
  /** How many machines were wanted when it was paused. */
  readonly wanted?: number;
  readonly mutedUntil?: Date;
}

/** A rule that rests for longer should leave the policy. */
export const maxMute = days(7);

/** Without the evidence that only a report needs: an incident may have thousands of alerts. */
export function slim(incident: Incident): Incident {
  return { ...incident, alerts: incident.alerts.map(slimAlert) };
}

function slimAlert(alert: Alert): Alert {
  const devices = alert.evidence.flatMap(({ device, kind, roles }) =>
    device
      ? [{ kind, roles, device: { id: device.id, name: device.name, roles: device.roles } }]
      : [],
  );
  return { ...alert, evidence: devices };
}
