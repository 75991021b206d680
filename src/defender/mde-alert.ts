import { z } from 'zod';
import { type Alert, type AlertEvidence, type Severity, severities } from '../domain/alert';
import { timeIn, word } from './lenient';

/**
 * Maps MDE alerts to the domain by hand: for 10,000 alerts a schema took longer than JSON.parse.
 */

/** An alert with the fields that group alerts into incidents. */
export interface MdeAlert {
  readonly alert: Alert;
  readonly resolved: boolean;
  readonly updatedAt: string;
}

/** Accepts any object with an id; unreadable fields are undefined. */
export function alertShape(portal: string): z.ZodType<MdeAlert> {
  return z.unknown().transform((row, { addIssue }) => {
    const id = isObject(row) ? identifier(row['id']) : undefined;
    if (isObject(row) && id !== undefined) return alertOf(row, id, portal);
    addIssue('an alert without an id');
    return z.NEVER;
  });
}

type Row = Readonly<Record<string, unknown>>;

// Source: https://learn.microsoft.com/defender-endpoint/api/alerts (read 2026-11-20)
function alertOf(row: Row, id: string, portal: string): MdeAlert {
  const created = time(row['alertCreationTime']) ?? '';
  const source = text(row['detectionSource']);
  const machineId = text(row['machineId']);
  return {
    resolved: text(row['status'])?.toLowerCase() === 'resolved',
    updatedAt: time(row['lastUpdateTime']) ?? created,
    alert: {
      id,
      title: text(row['title']) ?? '',
      severity: severityOf(text(row['severity'])),
      category: text(row['category']),
      source: source && productOf(source),
      incidentId: identifier(row['incidentId']),
      createdAt: created,
      firstActivity: time(row['firstEventTime']),
      lastActivity: time(row['lastEventTime']),
      machine: machineId ? { id: machineId, name: text(row['computerDnsName']) ?? '' } : undefined,
      url: `${portal}/alerts/${encodeURIComponent(id)}`,
      evidence: Array.isArray(row['evidence'])
        ? row['evidence'].filter(isObject).map(evidenceOf)
        : [],
    },
  };
}

function evidenceOf(item: Row): AlertEvidence {
  const { entityType, ipAddress, fileName } = item;
  const kind = text(entityType) ?? 'Unknown';
  return {
    kind,
    address: typeof ipAddress === 'string' || ipAddress === null ? ipAddress : undefined,
    verdict: text(item['detectionStatus']),
    seenAt: time(item['evidenceCreationTime']),
    process: kind.toLowerCase() === 'process' ? text(fileName) : undefined,
  };
}

/** Case-insensitive; `UnSpecified` and future values are `unknown`. */
function severityOf(said: string | undefined): Severity | 'unknown' {
  const level = said?.toLowerCase();
  return severities.find((known) => known === level) ?? 'unknown';
}

export const severity = word.transform(severityOf);

/** Maps the detection engine to its product, as Graph's `serviceSource`. */
function productOf(detectionSource: string): string {
  return /^WindowsDefender/i.test(detectionSource)
    ? 'microsoftDefenderForEndpoint'
    : detectionSource;
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(said: unknown): string | undefined {
  return typeof said === 'string' && said !== '' ? said : undefined;
}

function time(said: unknown): string | undefined {
  return timeIn(text(said));
}

/** An id: a number in MDE, a string in Graph. */
function identifier(said: unknown): string | undefined {
  return typeof said === 'number' ? String(said) : text(said);
}
