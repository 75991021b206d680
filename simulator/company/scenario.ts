import { isIP } from 'node:net';
import type { Alert, Evidence, Incident, InvolvedDevice } from './alert';

/** An incident as it is written by hand: machines by short name, times in hours before the start. */
export interface Scenario {
  readonly id: number;
  readonly name: string;
  readonly severity: Alert['severity'];
  readonly status?: Incident['status'];
  readonly redirectedTo?: number;
  readonly assignedTo?: string;
  readonly tags?: readonly string[];
  /** Negative for an incident in the future. */
  readonly hoursAgo: number;
  readonly alerts: readonly ScenarioAlert[];
}

export interface ScenarioAlert {
  readonly id?: string;
  readonly title: string;
  readonly category?: string;
  readonly severity?: Alert['severity'];
  readonly source?: string;
  /** Minutes after the incident began. */
  readonly after?: number;
  /** The alert's own machine first; each compromised unless `name:role` says otherwise. */
  readonly on?: readonly string[];
  readonly account?: string;
  readonly evidence?: readonly Evidence[];
  /** The answer of `/ips` where it differs from the evidence. */
  readonly ips?: readonly string[];
  readonly techniques?: readonly string[];
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

export interface BuiltScenario {
  readonly incident: Incident;
  readonly alerts: readonly Alert[];
}

export function buildScenario(
  scenario: Scenario,
  now: number,
  machineId: (name: string) => string,
): BuiltScenario {
  const createdAt = now - scenario.hoursAgo * hourMs;
  const incident: Incident = {
    id: scenario.id,
    name: scenario.name,
    createdAt,
    severity: scenario.severity,
    status: scenario.status ?? 'Active',
    redirectedTo: scenario.redirectedTo ?? null,
    assignedTo: scenario.assignedTo ?? null,
    tags: scenario.tags ?? [],
  };
  const alerts = scenario.alerts.map((alert, index) =>
    buildAlert(alert, { incident, index, machineId }),
  );
  return { incident, alerts };
}

function buildAlert(
  alert: ScenarioAlert,
  {
    incident,
    index,
    machineId,
  }: { incident: Incident; index: number; machineId: (name: string) => string },
): Alert {
  const evidence = alert.evidence ?? [];
  const serviceSource = alert.source ?? 'MicrosoftDefenderForEndpoint';
  return {
    id: alert.id ?? `da63747290038${incident.id}${2000 + index}_${incident.id * 1000 + index}`,
    incidentId: incident.id,
    createdAt: incident.createdAt + (alert.after ?? index * 2) * minuteMs,
    title: alert.title,
    description: `${alert.title}. Invented for the simulator.`,
    category: alert.category ?? 'SuspiciousActivity',
    severity: alert.severity ?? incident.severity,
    status: incident.status === 'Resolved' ? 'Resolved' : 'New',
    serviceSource,
    detectionSource:
      serviceSource === 'MicrosoftDefenderForEndpoint' ? 'WindowsDefenderAtp' : 'OfficeATP',
    techniques: alert.techniques ?? ['T1059.001'],
    devices: (alert.on ?? []).map((device) => involved(device, machineId)),
    account: alert.account,
    evidence,
    ips: alert.ips ?? properAddresses(evidence),
  };
}

function involved(device: string, machineId: (name: string) => string): InvolvedDevice {
  const [name = '', role = 'compromised'] = device.split(':');
  return { machineId: machineId(name), roles: role === 'none' ? [] : [role] };
}

function properAddresses(evidence: readonly Evidence[]): string[] {
  const addresses = evidence.flatMap((item) => (item.kind === 'Ip' && item.address) || []);
  return [...new Set(addresses.filter((address) => isIP(address) !== 0))];
}

export const ip = (address: string | null, role?: string, country?: string): Evidence => ({
  kind: 'Ip',
  address,
  ...(role ? { roles: [role] } : {}),
  ...(country ? { country } : {}),
});
export const user = (account: string): Evidence => ({ kind: 'User', account });
export const process = (file: string, command: string): Evidence => ({
  kind: 'Process',
  file,
  command,
});
export const file = (name: string, folder: string): Evidence => ({
  kind: 'File',
  file: name,
  folder,
});
export const url = (address: string): Evidence => ({ kind: 'Url', url: address });
