import { isIP } from 'node:net';
import type { Alert, Evidence, Incident, InvolvedDevice } from './alert';

/** An incident as it is told: machines by their short names, times as hours before the start. */
export interface Story {
  readonly id: number;
  readonly name: string;
  readonly severity: Alert['severity'];
  readonly status?: Incident['status'];
  readonly redirectedTo?: number;
  readonly assignedTo?: string;
  readonly tags?: readonly string[];
  /** Negative for what has yet to happen. */
  readonly hoursAgo: number;
  readonly alerts: readonly StoryAlert[];
}

export interface StoryAlert {
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
  /** What `/ips` answers, when that is not what the evidence says. */
  readonly ips?: readonly string[];
  readonly techniques?: readonly string[];
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

export interface Told {
  readonly incident: Incident;
  readonly alerts: readonly Alert[];
}

export function tell(story: Story, now: number, machineId: (name: string) => string): Told {
  const createdAt = now - story.hoursAgo * hourMs;
  const incident: Incident = {
    id: story.id,
    name: story.name,
    createdAt,
    severity: story.severity,
    status: story.status ?? 'Active',
    redirectedTo: story.redirectedTo ?? null,
    assignedTo: story.assignedTo ?? null,
    tags: story.tags ?? [],
  };
  const alerts = story.alerts.map((alert, index) =>
    tellAlert(alert, { incident, index, machineId }),
  );
  return { incident, alerts };
}

function tellAlert(
  told: StoryAlert,
  {
    incident,
    index,
    machineId,
  }: { incident: Incident; index: number; machineId: (name: string) => string },
): Alert {
  const evidence = told.evidence ?? [];
  const serviceSource = told.source ?? 'MicrosoftDefenderForEndpoint';
  return {
    id: told.id ?? `da63747290038${incident.id}${2000 + index}_${incident.id * 1000 + index}`,
    incidentId: incident.id,
    createdAt: incident.createdAt + (told.after ?? index * 2) * minuteMs,
    title: told.title,
    description: `${told.title}. Invented for the simulator.`,
    category: told.category ?? 'SuspiciousActivity',
    severity: told.severity ?? incident.severity,
    status: incident.status === 'Resolved' ? 'Resolved' : 'New',
    serviceSource,
    detectionSource:
      serviceSource === 'MicrosoftDefenderForEndpoint' ? 'WindowsDefenderAtp' : 'OfficeATP',
    techniques: told.techniques ?? ['T1059.001'],
    devices: (told.on ?? []).map((device) => involved(device, machineId)),
    account: told.account,
    evidence,
    ips: told.ips ?? properAddresses(evidence),
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
