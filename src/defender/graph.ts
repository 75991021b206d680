import { z } from 'zod';
import type { Alert, AlertDevice, AlertEvidence, Incident } from '../domain/alert';
import { identifier, listOf, maybeIdentifier, time, word, words } from './lenient';
import { health } from './mde';
import { severity } from './mde-alert';

/** Maps Graph's JSON to the domain. Sources: https://learn.microsoft.com/graph/api/resources/security-alert,
 * security-ipevidence, security-deviceevidence and security-incident (read 2026-11-20). */

const evidence: z.ZodType<AlertEvidence & { readonly primary: boolean }> = z
  .object({
    '@odata.type': z.string(),
    createdDateTime: time,
    verdict: word,
    roles: words,
    detailedRoles: words,
    ipAddress: z.string().nullish().catch(undefined),
    countryLetterCode: word,
    imageFile: z.object({ fileName: word }).nullish().catch(undefined),
    mdeDeviceId: word,
    deviceDnsName: word,
    hostName: word,
    lastIpAddress: word,
    lastExternalIpAddress: word,
    ipInterfaces: words,
    healthStatus: health,
  })
  .transform((item) => {
    const kind = kindOf(item['@odata.type']);
    return {
      kind,
      primary: item.detailedRoles.includes('PrimaryDevice'),
      address: item.ipAddress,
      verdict: item.verdict,
      roles: item.roles,
      country: item.countryLetterCode,
      seenAt: item.createdDateTime,
      process: kind === 'Process' ? item.imageFile?.fileName : undefined,
      device: kind === 'Device' ? deviceOf(item) : undefined,
    };
  });

/** Maps `#microsoft.graph.security.ipEvidence` to `Ip`, as MDE names it. */
function kindOf(type: string): string {
  const name = (type.split('.').at(-1) ?? '').replace(/Evidence$/, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

interface Device {
  readonly mdeDeviceId?: string | undefined;
  readonly deviceDnsName?: string | undefined;
  readonly hostName?: string | undefined;
  readonly lastIpAddress?: string | undefined;
  readonly lastExternalIpAddress?: string | undefined;
  readonly ipInterfaces: readonly string[];
  readonly roles: readonly string[];
  readonly healthStatus?: string | undefined;
}

/** Devices that Defender for Endpoint doesn't manage have no id there: nothing can be collected. */
function deviceOf(item: Device): AlertDevice | undefined {
  if (!item.mdeDeviceId) return undefined;
  return {
    id: item.mdeDeviceId,
    name: item.deviceDnsName ?? item.hostName ?? '',
    lastIp: item.lastIpAddress,
    lastExternalIp: item.lastExternalIpAddress,
    interfaces: item.ipInterfaces,
    roles: item.roles,
    health: item.healthStatus,
  };
}

const alertFields = z.object({
  id: identifier,
  title: word,
  severity,
  category: word,
  serviceSource: word,
  incidentId: maybeIdentifier,
  createdDateTime: time,
  firstActivityDateTime: time,
  lastActivityDateTime: time,
  alertWebUrl: word,
  evidence: listOf(evidence),
});

function alertShape(portal: string): z.ZodType<Alert> {
  return alertFields.transform((row) => ({
    id: row.id,
    title: row.title ?? '',
    severity: row.severity,
    category: row.category,
    source: row.serviceSource,
    incidentId: row.incidentId,
    createdAt: row.createdDateTime ?? '',
    firstActivity: row.firstActivityDateTime,
    lastActivity: row.lastActivityDateTime,
    machine: ownMachine(row.evidence),
    url: portalLink(row.alertWebUrl, portal, `/alerts/${encodeURIComponent(row.id)}`),
    evidence: row.evidence.map(({ primary, ...item }) => item),
  }));
}

/** The alert's own machine: the one with the detailed role PrimaryDevice, or the first. */
function ownMachine(
  items: readonly (AlertEvidence & { readonly primary: boolean })[],
): Alert['machine'] {
  const devices = items.filter((item) => item.device);
  const own = (devices.find((item) => item.primary) ?? devices[0])?.device;
  return own && { id: own.id, name: own.name };
}

export function incidentShape(portal: string): z.ZodType<Incident> {
  return z
    .object({
      id: identifier,
      displayName: word,
      severity,
      status: word,
      createdDateTime: word,
      lastUpdateDateTime: word,
      redirectIncidentId: maybeIdentifier,
      customTags: words,
      systemTags: words,
      incidentWebUrl: word,
      alerts: listOf(alertShape(portal)),
    })
    .transform((row) => ({
      id: row.id,
      name: row.displayName ?? '',
      severity: row.severity,
      status: row.status ?? 'unknown',
      createdAt: row.createdDateTime ?? '',
      updatedAt: row.lastUpdateDateTime ?? row.createdDateTime ?? '',
      redirectedTo: row.redirectIncidentId,
      tags: [...row.customTags, ...row.systemTags],
      url: portalLink(row.incidentWebUrl, portal, incidentPath(row.id)),
      alerts: row.alerts,
    }));
}

export function incidentPath(id: string): string {
  return `/incident2/${encodeURIComponent(id)}/overview`;
}

/** Graph's own link where it leads to the portal; anything else is replaced by ours. */
function portalLink(given: string | undefined, portal: string, path: string): string {
  const link = given === undefined ? null : URL.parse(given);
  return link?.origin === new URL(portal).origin && !link.username ? link.href : portal + path;
}
