import { stamp } from '../clock';
import {
  type Alert,
  type Evidence,
  evidenceAt,
  fileHashes,
  firstActivityAt,
  type Incident,
  lastActivityAt,
  resolvedAt,
  updatedAt,
} from '../company/alert';
import type { Machine } from '../company/machine';
import { guid } from '../random';
import type { World } from '../world';
import { accountEvidence } from './account';
import { stampOrNull } from './mde-alert';

/** Formats an incident as the XDR API does: alerts inside, inapplicable keys omitted. */
export function writeXdrIncident(incident: Incident, alerts: readonly Alert[], world: World) {
  return {
    incidentId: incident.id,
    redirectIncidentId: incident.redirectedTo,
    incidentName: incident.name,
    createdTime: stamp(incident.createdAt),
    lastUpdateTime: stamp(updatedAt(incident, world.clock.now())),
    assignedTo: incident.assignedTo,
    classification: incident.status === 'Resolved' ? 'TruePositive' : 'Unknown',
    determination: incident.status === 'Resolved' ? 'Malware' : 'NotAvailable',
    status: incident.status,
    severity: incident.severity,
    tags: incident.tags,
    comments: [],
    alerts: alerts.map((alert) => writeXdrAlert(alert, world)),
  };
}

function writeXdrAlert(alert: Alert, world: World): Record<string, unknown> {
  return {
    alertId: alert.id,
    incidentId: alert.incidentId,
    serviceSource: alert.serviceSource,
    creationTime: stamp(alert.createdAt),
    lastUpdatedTime: stamp(updatedAt(alert, world.clock.now())),
    resolvedTime: stampOrNull(resolvedAt(alert)),
    firstActivity: stamp(firstActivityAt(alert)),
    lastActivity: stamp(lastActivityAt(alert)),
    title: alert.title,
    description: alert.description,
    category: alert.category,
    status: alert.status,
    severity: alert.severity,
    investigationId: null,
    investigationState: 'Queued',
    classification: null,
    determination: null,
    detectionSource: alert.detectionSource,
    detectorId: guid(`detector ${alert.title}`),
    assignedTo: null,
    actorName: null,
    threatFamilyName: null,
    mitreTechniques: alert.techniques,
    devices: alert.devices.flatMap(({ machineId }) => {
      const machine = world.machines.find(({ id }) => id === machineId);
      return machine ? [writeDevice(machine, alert)] : [];
    }),
    entities: alert.evidence.map((item) => writeEntity(item, alert)),
  };
}

function writeDevice(machine: Machine, alert: Alert): Record<string, unknown> {
  return {
    mdatpDeviceId: machine.id,
    aadDeviceId: machine.aadDeviceId,
    deviceDnsName: machine.computerDnsName,
    osPlatform: machine.osPlatform,
    version: machine.version,
    osProcessor: machine.osProcessor,
    osBuild: machine.osBuild,
    healthStatus: machine.healthStatus,
    riskScore: machine.riskScore,
    rbacGroupName: machine.rbacGroupName,
    rbacGroupId: machine.rbacGroupId,
    firstSeen: machine.firstSeen,
    tags: machine.machineTags,
    defenderAvStatus: machine.defenderAvStatus,
    onboardingStatus: machine.onboardingStatus,
    vmMetadata: machine.vmMetadata,
    loggedOnUsers: alert.account ? [{ accountName: alert.account, domainName: 'CONTOSO' }] : [],
  };
}

function writeEntity(item: Evidence, alert: Alert): Record<string, unknown> {
  return {
    entityType: item.kind === 'Future' ? 'SomeFutureType' : item.kind,
    evidenceCreationTime: stamp(evidenceAt(alert)),
    verdict: item.kind === 'Future' ? 'Unknown' : 'Suspicious',
    remediationStatus: 'None',
    ...particulars(item, alert),
  };
}

function particulars(item: Evidence, alert: Alert): Record<string, unknown> {
  switch (item.kind) {
    case 'Ip':
      // Absent rather than null, unlike in the MDE API.
      return item.address === null ? {} : { ipAddress: item.address };
    case 'Url':
      return { url: item.url };
    case 'User':
      return accountEvidence(item.account);
    case 'File':
      return { ...fileHashes(item.file), fileName: item.file, filePath: item.folder };
    case 'Process':
      return {
        ...fileHashes(item.file),
        fileName: item.file,
        filePath: 'C:\\Windows\\System32',
        processId: 4780,
        processCommandLine: item.command,
        processCreationTime: stamp(lastActivityAt(alert)),
        ...(alert.devices[0] ? { deviceId: alert.devices[0].machineId } : {}),
      };
    case 'Registry':
      return {
        registryKey: item.key,
        registryHive: 'HKEY_CURRENT_USER',
        registryValue: item.value,
      };
    case 'Future':
      return {};
  }
}
