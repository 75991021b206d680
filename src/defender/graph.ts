import { z } from 'zod';
import type { Alert, AlertEvidence, Incident } from '../domain/alert';
import { evidenceOf, freeFields } from './evidence';
import { identifier, listOf, maybeIdentifier, time, word, words } from './lenient';
import { severity } from './mde-alert';

/** Maps Graph's JSON to the domain. Sources: https://learn.microsoft.com/graph/api/resources/security-alert,
 * security-ipevidence, security-deviceevidence and security-incident (read 2026-11-20). */

interface GraphEvidence extends AlertEvidence {
  readonly primary: boolean;
}

const evidence: z.ZodType<GraphEvidence> = z
  .looseObject({ '@odata.type': z.string(), detailedRoles: words })
  .transform((row) => ({
    ...evidenceOf(row),
    primary: row.detailedRoles.includes('PrimaryDevice'),
  }));

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
  additionalData: z.unknown(),
  customDetails: z.unknown(),
});

export function alertShape(portal: string): z.ZodType<Alert> {
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
    url: portalLink(
      row.alertWebUrl,
      portal,
      `/alerts/${encodeURIComponent(row.id.toWellFormed())}`,
    ),
    evidence: [
      ...row.evidence.map(({ primary, ...item }) => item),
      ...freeFields('CustomDetails', row.customDetails),
      ...freeFields('AdditionalData', row.additionalData),
    ],
  }));
}

/** The alert's own machine: the one with the detailed role PrimaryDevice, or the first. */
function ownMachine(items: readonly GraphEvidence[]): Alert['machine'] {
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
  return `/incident2/${encodeURIComponent(id.toWellFormed())}/overview`;
}

/** Graph's own link where it leads to the portal; anything else is replaced by ours. */
function portalLink(given: string | undefined, portal: string, path: string): string {
  const link = given === undefined ? null : URL.parse(given);
  return link?.origin === new URL(portal).origin && !link.username ? link.href : portal + path;
}
