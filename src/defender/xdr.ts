import { z } from 'zod';
import type { Alert, AlertEvidence, Incident } from '../domain/alert';
import { evidenceOf } from './evidence';
import { addressesOf } from './evidence-addresses';
import { incidentPath } from './graph';
import { identifier, listOf, maybeIdentifier, time, word, words } from './lenient';
import { health } from './mde';
import { severity } from './mde-alert';

/** Maps XDR's JSON to the domain. Keys are absent where MDE has null, and devices are separate.
 * Sources: https://learn.microsoft.com/defender-xdr/api-list-incidents (page of 2026-08-07) and
 * https://learn.microsoft.com/defender-xdr/api-incident (read 2026-11-20). */

const entity: z.ZodType<AlertEvidence> = z.looseObject({}).transform(evidenceOf);

/** A device, with the addresses in its record. */
const device: z.ZodType<AlertEvidence> = z
  .looseObject({ mdatpDeviceId: word, deviceDnsName: word, healthStatus: health })
  .transform(({ mdatpDeviceId: id, deviceDnsName, healthStatus, ...row }) => ({
    kind: 'Device',
    ...(id && { device: { id, name: deviceDnsName ?? '', health: healthStatus } }),
    ...addressesOf({ deviceDnsName, ...row }),
  }));

const alertFields = z.object({
  alertId: identifier,
  title: word,
  severity,
  category: word,
  serviceSource: word,
  incidentId: maybeIdentifier,
  creationTime: time,
  firstActivity: time,
  lastActivity: time,
  devices: listOf(device),
  entities: listOf(entity),
});

function alertShape(portal: string): z.ZodType<Alert> {
  return alertFields.transform((row) => {
    const own = row.devices.find((item) => item.device)?.device;
    return {
      id: row.alertId,
      title: row.title ?? '',
      severity: row.severity,
      category: row.category,
      source: row.serviceSource,
      incidentId: row.incidentId,
      createdAt: row.creationTime ?? '',
      firstActivity: row.firstActivity,
      lastActivity: row.lastActivity,
      machine: own && { id: own.id, name: own.name },
      url: `${portal}/alerts/${encodeURIComponent(row.alertId.toWellFormed())}`,
      evidence: [...row.devices, ...row.entities],
    };
  });
}

export function incidentShape(portal: string): z.ZodType<Incident> {
  return z
    .object({
      incidentId: identifier,
      redirectIncidentId: maybeIdentifier,
      incidentName: word,
      severity,
      status: word,
      createdTime: word,
      lastUpdateTime: word,
      tags: words,
      alerts: listOf(alertShape(portal)),
    })
    .transform((row) => ({
      id: row.incidentId,
      name: row.incidentName ?? '',
      severity: row.severity,
      status: asInGraph(row.status ?? 'unknown'),
      createdAt: row.createdTime ?? '',
      updatedAt: row.lastUpdateTime ?? row.createdTime ?? '',
      redirectedTo: row.redirectIncidentId,
      tags: row.tags,
      url: portal + incidentPath(row.incidentId),
      alerts: row.alerts,
    }));
}

/** Converts `InProgress` to Graph's `inProgress`. */
function asInGraph(status: string): string {
  return status.charAt(0).toLowerCase() + status.slice(1);
}
