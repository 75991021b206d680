import { stamp } from '../clock';
import {
  type Alert,
  type Evidence,
  evidenceAt,
  fileHashes,
  firstActivityAt,
  type InvolvedDevice,
  lastActivityAt,
} from '../company/alert';
import { type Machine, shortName } from '../company/machine';
import { accountEvidence } from './account';

type Written = Record<string, unknown>;

export const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Formats evidence as Graph does: `@odata.type` names the shape. */
export function writeEvidence(item: Evidence, alert: Alert): Written {
  const roles = item.kind === 'Ip' ? (item.roles ?? []) : [];
  const verdict =
    item.kind === 'Future' || (item.kind === 'Ip' && roles.length === 0) ? 'unknown' : 'suspicious';
  return { ...common(typeOf(item), alert, { verdict, roles }), ...particulars(item, alert) };
}

export function writeDeviceEvidence(
  machine: Machine,
  { roles }: InvolvedDevice,
  alert: Alert,
): Written {
  const [hostName = null, ...dnsDomain] = machine.computerDnsName?.split('.') ?? [];
  return {
    ...common('deviceEvidence', alert, { verdict: 'unknown', roles }),
    detailedRoles: ['PrimaryDevice'],
    firstSeenDateTime: machine.firstSeen,
    mdeDeviceId: machine.id,
    azureAdDeviceId: machine.aadDeviceId,
    deviceDnsName: machine.computerDnsName,
    hostName: machine.computerDnsName === null ? null : (hostName ?? shortName(machine)),
    ntDomain: null,
    dnsDomain: dnsDomain.join('.') || null,
    osPlatform: machine.osPlatform,
    osBuild: machine.osBuild,
    version: machine.version,
    healthStatus: lowerFirst(machine.healthStatus),
    riskScore: lowerFirst(machine.riskScore),
    rbacGroupId: machine.rbacGroupId,
    rbacGroupName: machine.rbacGroupName,
    onboardingStatus: lowerFirst(machine.onboardingStatus),
    defenderAvStatus: lowerFirst(machine.defenderAvStatus),
    lastIpAddress: machine.lastIpAddress,
    lastExternalIpAddress: machine.lastExternalIpAddress,
    ipInterfaces: [...machine.ipAddresses.map(({ ipAddress }) => ipAddress), '127.0.0.1', '::1'],
    // Graph writes its enumerations with a small first letter, MDE does not.
    vmMetadata: machine.vmMetadata && {
      ...machine.vmMetadata,
      cloudProvider: machine.vmMetadata['cloudProvider']?.toLowerCase(),
    },
    loggedOnUsers: alert.account ? [{ accountName: alert.account, domainName: 'CONTOSO' }] : [],
    resourceAccessEvents: [],
  };
}

function common(
  type: string,
  alert: Alert,
  { verdict, roles }: { readonly verdict: string; readonly roles: readonly string[] },
): Written {
  return {
    '@odata.type': `#microsoft.graph.security.${type}`,
    createdDateTime: stamp(evidenceAt(alert)),
    verdict,
    remediationStatus: 'none',
    remediationStatusDetails: null,
    roles,
    detailedRoles: [],
    tags: [],
  };
}

function typeOf(item: Evidence): string {
  const { kind } = item;
  if (item.kind === 'Typed') return item.type;
  if (kind === 'Future') return 'someFutureEvidence';
  return kind === 'Registry' ? 'registryKeyEvidence' : `${kind.toLowerCase()}Evidence`;
}

function particulars(item: Evidence, alert: Alert): Written {
  switch (item.kind) {
    case 'Ip':
      return {
        ipAddress: item.address,
        countryLetterCode: item.country ?? null,
        stream: null,
        location: null,
      };
    case 'Url':
      return { url: item.url };
    case 'User':
      return { stream: null, userAccount: userAccount(item.account) };
    case 'File':
      return {
        detectionStatus: 'prevented',
        mdeDeviceId: alert.devices[0]?.machineId ?? null,
        fileDetails: fileDetails(item.file, item.folder),
      };
    case 'Process':
      return processParticulars(item, alert);
    case 'Registry':
      return { registryKey: item.key, registryHive: 'HKEY_CURRENT_USER' };
    case 'Typed':
      return item.fields;
    case 'Future':
      return {};
  }
}

function processParticulars(
  { file, command }: Extract<Evidence, { kind: 'Process' }>,
  alert: Alert,
): Written {
  return {
    processId: 4780,
    parentProcessId: 668,
    processCommandLine: command,
    processCreationDateTime: stamp(lastActivityAt(alert)),
    parentProcessCreationDateTime: stamp(firstActivityAt(alert)),
    detectionStatus: 'detected',
    mdeDeviceId: alert.devices[0]?.machineId ?? null,
    imageFile: fileDetails(file, 'C:\\Windows\\System32'),
    parentProcessImageFile: null,
    userAccount: alert.account ? userAccount(alert.account) : null,
  };
}

function fileDetails(fileName: string, filePath: string): Written {
  return {
    ...fileHashes(fileName),
    md5: null,
    fileName,
    filePath,
    fileSize: 451_584,
    filePublisher: null,
    signer: null,
    issuer: null,
  };
}

function userAccount(account: string): Written {
  const { aadUserId, ...rest } = accountEvidence(account);
  return { ...rest, azureAdUserId: aadUserId, displayName: account };
}
