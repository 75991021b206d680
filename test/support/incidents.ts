import type { Alert, Incident } from '../../src/domain/alert';
import type { SeenIncident } from '../../src/domain/seen-incident';
import type { Incidents, Rules } from '../../src/ports';

/** Seen incidents in memory, as commands read them. */
export function memoryIncidents(incidents: readonly Incident[]): Incidents {
  const stopped = new Map<string, SeenIncident['stopped']>();
  return {
    async get(id: string) {
      const incident = incidents.find((one) => one.id === id);
      const stop = stopped.get(id);
      return incident && { incident, isOld: false, shownIn: [], ...(stop && { stopped: stop }) };
    },
    async stop(id: string, stop: SeenIncident['stopped']) {
      stopped.set(id, stop);
    },
    async machines() {
      return [];
    },
  } as unknown as Incidents;
}

/** Rules in memory, reduced to what commands change: paused, muted, and held machines. */
export function memoryTriggers(
  facts: { pausedAt?: Date; wanted?: number; held?: string[]; used?: number } = {},
): Rules {
  let paused = facts.pausedAt;
  let mutedUntil: Date | undefined;
  return {
    async state() {
      return {
        used: facts.used ?? 0,
        ...(paused && { pausedAt: paused, wanted: facts.wanted ?? 0 }),
        ...(mutedUntil && { mutedUntil }),
      };
    },
    async resume() {
      paused = undefined;
      mutedUntil = undefined;
      return facts.held ?? [];
    },
    async mute(_name, _by, until) {
      mutedUntil = until;
    },
    async takenBy() {
      return [];
    },
    async claim() {
      throw new Error('stories take machines, commands do not');
    },
  };
}

export function anIncident(facts: Partial<Incident> = {}): Incident {
  return {
    id: '4711',
    name: 'Credential theft on FIN-LAP-07',
    severity: 'high',
    status: 'active',
    createdAt: '2026-11-20T09:40:00Z',
    updatedAt: '2026-11-20T09:41:00Z',
    tags: [],
    url: 'https://security.microsoft.com/incident2/4711/overview',
    alerts: [],
    ...facts,
  };
}

export function anAlert(facts: Partial<Alert> = {}): Alert {
  return {
    id: 'da1_1',
    title: 'Credential dumping from LSASS',
    severity: 'high',
    category: 'CredentialAccess',
    source: 'microsoftDefenderForEndpoint',
    createdAt: '2026-11-20T09:40:00Z',
    evidence: [],
    ...facts,
  };
}
