import { z } from 'zod';
import { type Alert, type Severity, severities } from '../domain/alert';
import { evidenceOf, isObject, text } from './evidence';
import type { Row } from './evidence-addresses';
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
  return z.unknown().transform((row, context) => {
    const id = isObject(row) ? identifier(row['id']) : undefined;
    if (isObject(row) && id !== undefined) return alertOf(row, id, portal);
    context.addIssue('an alert without an id');
    return z.NEVER;
  });
}

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
      url: `${portal}/alerts/${encodeURIComponent(id.toWellFormed())}`,
      evidence: Array.isArray(row['evidence'])
        ? row['evidence'].filter(isObject).map(evidenceOf)
        : [],
    },
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

function time(said: unknown): string | undefined {
  return timeIn(text(said));
}

/** An id: a number in MDE, a string in Graph. */
function identifier(said: unknown): string | undefined {
  return typeof said === 'number' ? String(said) : text(said);
}
