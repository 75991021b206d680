import { stamp } from '../clock';
import {
  type Alert,
  firstActivityAt,
  type Incident,
  isFromEndpoint,
  lastActivityAt,
  resolvedAt,
  tenantId,
  updatedAt,
} from '../company/alert';
import { guid } from '../random';
import type { World } from '../world';
import { lowerFirst, writeDeviceEvidence, writeEvidence } from './graph-evidence';
import { stampOrNull } from './mde-alert';

/** Formats an alert as Graph does: camelCase values, incident id as string. */
export function writeGraphAlert(alert: Alert, world: World): Record<string, unknown> {
  const source = lowerFirst(alert.serviceSource);
  return {
    '@odata.type': '#microsoft.graph.security.alert',
    id: alert.id,
    providerAlertId: alert.id,
    incidentId: String(alert.incidentId),
    status: lowerFirst(alert.status),
    severity: lowerFirst(alert.severity),
    classification: null,
    determination: null,
    serviceSource: source,
    detectionSource: source,
    productName: isFromEndpoint(alert)
      ? 'Microsoft Defender for Endpoint'
      : 'Microsoft Defender for Office 365',
    detectorId: guid(`detector ${alert.title}`),
    alertPolicyId: null,
    tenantId,
    title: alert.title,
    description: alert.description,
    recommendedActions: '1. Validate. 2. Contain.',
    category: alert.category,
    assignedTo: null,
    alertWebUrl: `https://security.microsoft.com/alerts/${alert.id}?tid=${tenantId}`,
    incidentWebUrl: incidentWebUrl(alert.incidentId),
    actorDisplayName: null,
    threatDisplayName: null,
    threatFamilyName: null,
    mitreTechniques: alert.techniques,
    createdDateTime: stamp(alert.createdAt),
    lastUpdateDateTime: stamp(updatedAt(alert, world.clock.now())),
    resolvedDateTime: stampOrNull(resolvedAt(alert)),
    firstActivityDateTime: stamp(firstActivityAt(alert)),
    lastActivityDateTime: stamp(lastActivityAt(alert)),
    investigationState: 'queued',
    customDetails: {},
    additionalData: {},
    systemTags: [],
    comments: [],
    evidence: evidenceOf(alert, world),
  };
}

function evidenceOf(alert: Alert, world: World): Record<string, unknown>[] {
  const devices = alert.devices.flatMap((device) => {
    const machine = world.machines.find(({ id }) => id === device.machineId);
    return machine ? [writeDeviceEvidence(machine, device, alert)] : [];
  });
  return [...devices, ...alert.evidence.map((item) => writeEvidence(item, alert))];
}

export function writeGraphIncident(incident: Incident, world: World): Record<string, unknown> {
  return {
    '@odata.type': '#microsoft.graph.security.incident',
    id: String(incident.id),
    tenantId,
    status: lowerFirst(incident.status),
    incidentWebUrl: incidentWebUrl(incident.redirectedTo ?? incident.id),
    redirectIncidentId: incident.redirectedTo === null ? null : String(incident.redirectedTo),
    displayName: incident.name,
    description: 'Invented for the simulator.',
    summary: null,
    severity: lowerFirst(incident.severity),
    classification: 'unknown',
    determination: 'unknown',
    assignedTo: incident.assignedTo,
    customTags: incident.tags,
    systemTags: [],
    comments: [],
    createdDateTime: stamp(incident.createdAt),
    lastUpdateDateTime: stamp(updatedAt(incident, world.clock.now())),
    lastModifiedBy: 'API-App:Contoso SOC Bot',
    resolvingComment: null,
    priorityScore: null,
  };
}

function incidentWebUrl(id: number): string {
  return `https://security.microsoft.com/incident2/${id}/overview?tid=${tenantId}`;
}
