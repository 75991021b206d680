import type { AlertDevice, AlertEvidence } from '../domain/alert';
import { withoutSecrets } from '../domain/secrets';
import { addressesOf, type Row } from './evidence-addresses';
import { timeIn } from './lenient';
import { health } from './mde';

/**
 * Maps one evidence object of MDE, XDR or Graph to the domain, by hand: evidence comes by the hundred
 * thousand.
 *
 * Sources: https://learn.microsoft.com/defender-endpoint/api/alerts,
 * https://learn.microsoft.com/defender-xdr/api-list-incidents (read 2026-11-20) and
 * https://learn.microsoft.com/graph/api/resources/security-alertevidence (read 2026-11-30)
 */
export function evidenceOf(row: Row): AlertEvidence {
  const type = text(row['@odata.type']);
  const kind = type ? kindOf(type) : (text(row['entityType']) ?? 'Unknown');
  const { ipAddress } = row;
  const found = addressesOf(row);
  // One shape for all, without spreads: 10,000 alerts are read in the time of parsing their JSON.
  return {
    kind,
    address:
      typeof ipAddress === 'string'
        ? withoutSecrets(ipAddress)
        : ipAddress === null
          ? null
          : undefined,
    addresses: found?.addresses,
    connections: found?.connections,
    ranges: found?.ranges,
    cut: found?.cut,
    // MDE has no verdict; its detection status comes closest.
    verdict: text(row['verdict']) ?? (type ? undefined : text(row['detectionStatus'])),
    roles: type ? texts(row['roles']) : undefined,
    country: type ? text(row['countryLetterCode']) : undefined,
    seenAt: timeIn(text(row[type ? 'createdDateTime' : 'evidenceCreationTime'])),
    process: kind === 'Process' || kind === 'process' ? processOf(row) : undefined,
    device: type && kind === 'Device' ? graphDevice(row) : undefined,
  };
}

/** Free-form fields as evidence, if they hold an address. */
export function freeFields(kind: string, fields: unknown): AlertEvidence[] {
  if (!isObject(fields)) return [];
  const found = addressesOf({ fields });
  return found ? [{ kind, ...found }] : [];
}

/** Maps `#microsoft.graph.security.ipEvidence` to `Ip`, as MDE names it. */
function kindOf(type: string): string {
  const name = (type.split('.').at(-1) ?? '').replace(/Evidence$/, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function processOf(row: Row): string | undefined {
  const { imageFile } = row;
  return text(isObject(imageFile) ? imageFile['fileName'] : row['fileName']);
}

/** Devices without `mdeDeviceId` aren't managed: nothing can be collected from them. */
function graphDevice(row: Row): AlertDevice | undefined {
  const id = text(row['mdeDeviceId']);
  if (!id) return undefined;
  return {
    id,
    name: text(row['deviceDnsName']) ?? text(row['hostName']) ?? '',
    roles: texts(row['roles']),
    health: health.parse(row['healthStatus']),
  };
}

export function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(said: unknown): string | undefined {
  return typeof said === 'string' && said !== '' ? withoutSecrets(said) : undefined;
}

function texts(said: unknown): string[] {
  return Array.isArray(said) ? said.flatMap((one) => text(one) ?? []) : [];
}
