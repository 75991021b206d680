import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { JournalEvent, JournalLink, JournalRow } from '../ports';

import { redact } from './redact';

/** Predecessor hash of the first entry. */
export const beginning = '0'.repeat(64);

const statuses = { success: 'Success', failure: 'Failure', refused: 'Failure', started: 'Other' };
const statusIds = { success: 1, failure: 2, refused: 2, started: 99 };

/** An event that is not yet chained. */
export interface Pending {
  readonly at: Date;
  readonly event: JournalEvent;
}

/**
 * Builds the next entry. Its hash covers the previous hash and the record; the record holds the
 * sequence. Field names follow the OCSF class "API Activity", so that SIEMs ingest records directly.
 * Source: https://schema.ocsf.io/1.5.0/classes/api_activity (version 1.5.0)
 */
export function nextRow(last: JournalLink | undefined, { at, event }: Pending): JournalRow {
  const sequence = (last?.sequence ?? 0) + 1;
  const previousHash = last?.hash ?? beginning;
  const facts = {
    metadata: { version: '1.5.0', product: { name: 'Bailiff', vendor_name: 'Bailiff' }, sequence },
    category_uid: 6,
    class_uid: 6003,
    activity_id: 99,
    type_uid: 600399,
    severity_id: 1,
    time: at.getTime(),
    time_dt: at.toISOString(),
    actor: { user: { uid: event.actor.id, name: event.actor.name } },
    api: { operation: event.operation },
    status: statuses[event.outcome],
    status_id: statusIds[event.outcome],
    status_code: event.outcome,
    resources: Object.entries(event.resources ?? {}).map(([type, uid]) => ({ type, uid })),
    ...(event.details && { unmapped: redact(event.details) }),
  };
  // The JSON round trip drops values JSON can't represent; RFC 8785 then fixes one spelling.
  const record = canonicalize(JSON.parse(JSON.stringify(facts)))!;
  return {
    sequence,
    at,
    operation: event.operation,
    record,
    previousHash,
    hash: hashOf(previousHash, record),
  };
}

/** SHA-256 over the previous hash in hex and the record, as UTF-8. */
export function hashOf(previousHash: string, record: string): string {
  return createHash('sha256').update(previousHash).update(record).digest('hex');
}
