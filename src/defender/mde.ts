import { z } from 'zod';
import type { MachineAction } from '../domain/action';
import { type Alert, type AlertEvidence, type Severity, severities } from '../domain/alert';
import type { Machine } from '../domain/machine';
import { amount, flag, identifier, maybeIdentifier, moment, spelled, word, words } from './lenient';

/** Defender's JSON in our nouns: MDE's part. Fields we don't use are not read, unknown values survive. */

// Source: https://learn.microsoft.com/defender-endpoint/api/machine (read 2026-11-20)
export const health = spelled([
  'Active',
  'Inactive',
  'ImpairedCommunication',
  'NoSensorData',
  'NoSensorDataImpairedCommunication',
  'Unknown',
]);

export const machineShape: z.ZodType<Machine> = z
  .object({
    id: z.string().min(1),
    computerDnsName: word,
    osPlatform: word,
    healthStatus: health,
    onboardingStatus: word,
    lastSeen: moment,
    lastIpAddress: word,
    lastExternalIpAddress: word,
    machineTags: words,
    rbacGroupName: word,
    riskScore: word,
    exposureLevel: word,
    mergedIntoMachineId: word,
    isExcluded: flag,
  })
  .transform((machine) => ({
    id: machine.id,
    name: machine.computerDnsName ?? '',
    os: machine.osPlatform ?? '',
    health: machine.healthStatus ?? 'Unknown',
    onboarding: machine.onboardingStatus ?? '',
    lastSeen: machine.lastSeen,
    lastIp: machine.lastIpAddress,
    lastExternalIp: machine.lastExternalIpAddress,
    tags: machine.machineTags,
    group: machine.rbacGroupName,
    risk: machine.riskScore,
    exposure: machine.exposureLevel,
    mergedInto: machine.mergedIntoMachineId,
    excluded: machine.isExcluded,
  }));

/** A machine action and what kind of action it is. */
export interface TypedAction extends MachineAction {
  readonly type: string;
}

// Source: https://learn.microsoft.com/defender-endpoint/api/machineaction (page of 2025-03-01)
export const actionShape: z.ZodType<TypedAction> = z
  .object({
    id: z.string().min(1),
    type: spelled(['CollectInvestigationPackage']),
    status: spelled(['Pending', 'InProgress', 'Succeeded', 'Failed', 'TimeOut', 'Cancelled']),
    machineId: word,
    requestor: word,
    requestorComment: word,
    creationDateTimeUtc: moment,
    lastUpdateDateTimeUtc: moment,
    errorHResult: amount,
    troubleshootInfo: word,
  })
  .transform((action) => ({
    id: action.id,
    type: action.type ?? '',
    machineId: action.machineId ?? '',
    status: action.status ?? 'Unknown',
    requestor: action.requestor ?? '',
    comment: action.requestorComment ?? '',
    createdAt: action.creationDateTimeUtc,
    updatedAt: action.lastUpdateDateTimeUtc,
    errorHResult: action.errorHResult,
    troubleshootInfo: action.troubleshootInfo,
  }));

/** `High`, `high` and `HIGH` are one; `UnSpecified` and whatever comes next are `unknown`. */
export const severity = word.transform((said): Severity | 'unknown' => {
  const level = said?.toLowerCase();
  return severities.find((known) => known === level) ?? 'unknown';
});

/**
 * The evidence of an alert. Read by hand: it comes by the hundred thousand, and a schema of lenient
 * fields took longer than parsing the JSON.
 */
const evidence = z
  .unknown()
  .transform((rows): AlertEvidence[] =>
    Array.isArray(rows) ? rows.filter(isObject).map(evidenceOf) : [],
  );

function evidenceOf(item: Readonly<Record<string, unknown>>): AlertEvidence {
  const { entityType, ipAddress, fileName } = item;
  const kind = text(entityType) ?? 'Unknown';
  return {
    kind,
    address: typeof ipAddress === 'string' || ipAddress === null ? ipAddress : undefined,
    verdict: text(item.detectionStatus),
    seenAt: text(item.evidenceCreationTime),
    process: kind.toLowerCase() === 'process' ? text(fileName) : undefined,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(said: unknown): string | undefined {
  return typeof said === 'string' && said !== '' ? said : undefined;
}

/** An alert, and what groups alerts into an incident. */
export interface MdeAlert {
  readonly alert: Alert;
  readonly resolved: boolean;
  readonly updatedAt: string;
}

// Source: https://learn.microsoft.com/defender-endpoint/api/alerts (read 2026-11-20)
const alertFields = z.object({
  id: identifier,
  title: word,
  severity,
  status: word,
  category: word,
  detectionSource: word,
  incidentId: maybeIdentifier,
  alertCreationTime: word,
  firstEventTime: word,
  lastEventTime: word,
  lastUpdateTime: word,
  machineId: word,
  computerDnsName: word,
  evidence,
});

export function alertShape(portal: string): z.ZodType<MdeAlert> {
  return alertFields.transform((row) => ({
    resolved: row.status?.toLowerCase() === 'resolved',
    updatedAt: row.lastUpdateTime ?? row.alertCreationTime ?? '',
    alert: {
      id: row.id,
      title: row.title ?? '',
      severity: row.severity,
      category: row.category,
      source: row.detectionSource && productOf(row.detectionSource),
      incidentId: row.incidentId,
      createdAt: row.alertCreationTime ?? '',
      firstActivity: row.firstEventTime,
      lastActivity: row.lastEventTime,
      machine: row.machineId ? { id: row.machineId, name: row.computerDnsName ?? '' } : undefined,
      url: `${portal}/alerts/${encodeURIComponent(row.id)}`,
      evidence: row.evidence,
    },
  }));
}

/** The engine that found it, as the product it belongs to: what Graph calls `serviceSource`. */
function productOf(detectionSource: string): string {
  return /^WindowsDefender/i.test(detectionSource)
    ? 'microsoftDefenderForEndpoint'
    : detectionSource;
}
