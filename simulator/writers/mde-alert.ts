import { stamp } from '../clock';
import {
  type Alert,
  type Evidence,
  evidenceAt,
  fileHashes,
  firstActivityAt,
  lastActivityAt,
  resolvedAt,
  tenantId,
  updatedAt,
} from '../company/alert';
import { guid } from '../random';
import type { World } from '../world';
import { accountEvidence } from './account';

/** Formats an alert as the MDE API does: flat, PascalCase values, every key present. */
export function writeAlert(
  alert: Alert,
  world: World,
  depth: 'evidence' | 'no evidence',
): Record<string, unknown> {
  const machineId = alert.devices[0]?.machineId ?? null;
  const machine = world.machines.find(({ id }) => id === machineId);
  const isResolved = alert.status === 'Resolved';
  const loggedOn = alert.account ? [{ accountName: alert.account, domainName: 'CONTOSO' }] : [];
  return {
    id: alert.id,
    incidentId: alert.incidentId,
    investigationId: isResolved ? 88 : null,
    assignedTo: null,
    severity: alert.severity,
    status: alert.status,
    classification: isResolved ? 'TruePositive' : null,
    determination: isResolved ? 'Malware' : null,
    investigationState: isResolved ? 'SuccessfullyRemediated' : 'Queued',
    detectionSource: alert.detectionSource,
    detectorId: guid(`detector ${alert.title}`),
    category: alert.category,
    threatFamilyName: isResolved ? 'Invented' : null,
    title: alert.title,
    description: alert.description,
    alertCreationTime: stamp(alert.createdAt),
    firstEventTime: stamp(firstActivityAt(alert)),
    lastEventTime: stamp(lastActivityAt(alert)),
    lastUpdateTime: stamp(updatedAt(alert, world.clock.now())),
    resolvedTime: stampOrNull(resolvedAt(alert)),
    machineId,
    computerDnsName: machine?.computerDnsName ?? null,
    rbacGroupName: machine?.rbacGroupName ?? null,
    aadTenantId: tenantId,
    threatName: isResolved ? 'Trojan:Win32/Invented.A' : null,
    mitreTechniques: alert.techniques,
    relatedUser: alert.account ? { userName: alert.account, domainName: 'CONTOSO' } : null,
    loggedOnUsers: loggedOn,
    comments: [],
    evidence: depth === 'evidence' ? alert.evidence.map((item) => writeEvidence(item, alert)) : [],
    domains: [],
  };
}

export function stampOrNull(at: number | undefined): string | null {
  return at === undefined ? null : stamp(at);
}

const emptyEvidence = {
  sha1: null,
  sha256: null,
  fileName: null,
  filePath: null,
  processId: null,
  processCommandLine: null,
  processCreationTime: null,
  parentProcessId: null,
  parentProcessCreationTime: null,
  parentProcessFileName: null,
  parentProcessFilePath: null,
  ipAddress: null,
  url: null,
  registryKey: null,
  registryHive: null,
  registryValueType: null,
  registryValue: null,
  registryValueName: null,
  accountName: null,
  domainName: null,
  userSid: null,
  aadUserId: null,
  userPrincipalName: null,
  detectionStatus: null,
};

function writeEvidence(item: Evidence, alert: Alert): Record<string, unknown> {
  return {
    entityType: item.kind === 'Future' ? 'SomeFutureType' : item.kind,
    evidenceCreationTime: stamp(evidenceAt(alert)),
    ...emptyEvidence,
    ...particulars(item, alert),
  };
}

function particulars(item: Evidence, alert: Alert): Record<string, unknown> {
  switch (item.kind) {
    case 'Ip':
      return { ipAddress: item.address };
    case 'Url':
      return { url: item.url };
    case 'User':
      return accountEvidence(item.account);
    case 'File':
      return {
        ...fileHashes(item.file),
        fileName: item.file,
        filePath: item.folder,
        detectionStatus: 'Prevented',
      };
    case 'Process':
      return processParticulars(item, alert);
    case 'Registry':
      return {
        registryKey: item.key,
        registryHive: 'HKEY_CURRENT_USER',
        registryValueType: 'ExpandString',
        registryValue: item.value,
        registryValueName: 'Updater',
      };
    case 'Future':
      return {};
  }
}

function processParticulars(
  { file, command }: Extract<Evidence, { kind: 'Process' }>,
  alert: Alert,
): Record<string, unknown> {
  return {
    ...fileHashes(file),
    fileName: file,
    filePath: 'C:\\Windows\\System32',
    processId: 4780,
    processCommandLine: command,
    processCreationTime: stamp(lastActivityAt(alert)),
    parentProcessId: 668,
    parentProcessCreationTime: stamp(firstActivityAt(alert)),
    parentProcessFileName: 'cmd.exe',
    parentProcessFilePath: 'C:\\Windows\\System32',
    ...(alert.account ? accountEvidence(alert.account) : {}),
    detectionStatus: 'Detected',
  };
}
