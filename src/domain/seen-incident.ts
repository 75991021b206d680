import type { Alert, Incident } from './alert';
import { days } from './duration';
import type { Person } from './person';

/** An incident as stored: only what is shown and what decisions need. */
export interface SeenIncident {
  readonly incident: Incident;
  /** It existed before Bailiff's first start: it triggers nothing and is posted only on request. */
  readonly isOld: boolean;
  /** The incident that it was merged into. */
  readonly mergedInto?: string;
  /** Somebody stopped it: no rule acts on it until it is resumed. */
  readonly stopped?: { readonly by: Person; readonly at: Date };
  /** Conversations that have its card. */
  readonly shownIn: readonly string[];
}

/** What a rule did with one machine of an incident. */
export interface IncidentMachine {
  readonly machineId: string;
  /** Untrusted text. */
  readonly name: string;
  readonly trigger: string;
  /**
   * `taken`: the rule collects from it, in `collectionId` once that is open; `held`: the rule is
   * paused; the others: Defender has no such machine, could not collect from it, or refused the
   * lookup.
   */
  readonly state: 'taken' | 'held' | 'unknown' | 'unsupported' | 'refused';
  readonly collectionId?: string;
}

/** The current state of a policy rule. */
export interface RuleState {
  /** Machines it took within the hour, or since it was resumed. */
  readonly used: number;
  readonly pausedAt?: Date;
  /** The workflow that paused it and announced the pause. */
  readonly pausedBy?: string;
  /** The number of machines requested when it was paused. */
  readonly wanted?: number;
  readonly mutedUntil?: Date;
}

/** A rule that is muted for longer should be removed from the policy. */
export const maxMute = days(7);

/** Removes the evidence that only a report needs: an incident may have thousands of alerts. */
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
