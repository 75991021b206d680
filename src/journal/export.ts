import type { JournalRow, JournalRows } from '../ports';
import { hashOf } from './chain';

const page = 5000;

/** OCSF's activities of the class API Activity. */
const activities = { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete' } as const;
type Activity = keyof typeof activities;

/** Operations with an activity of their own; all others are "Other", named by the operation. */
const activityOf: Readonly<Record<string, Activity>> = {
  'package.sealed': 1,
  'package.ready': 1,
  'package.downloaded': 2,
  'package.resumed': 2,
  'package.delivered': 2,
  'package.interrupted': 2,
  'package.verified': 2,
  'package.handed-over': 2,
  'receipt.downloaded': 2,
  'report.downloaded': 2,
  'package.held': 3,
  'package.released': 3,
  'package.acknowledged': 3,
  'package.removed': 4,
  'package.superseded': 4,
  'journal.pruned': 4,
};

const severities = { 1: 'Informational', 2: 'Low', 3: 'Medium', 4: 'High' } as const;
type Severity = keyof typeof severities;

/** Failures that mean that evidence is not what was sealed. */
const damage = /^package\.(?:damaged|verified)$/;

/**
 * Exports the journal as OCSF events of the class API Activity: JSON lines, oldest first.
 * Source: https://schema.ocsf.io/1.8.0/classes/api_activity (version 1.8.0, read 2026-11-30)
 */
export async function* exportOcsf(rows: Pick<JournalRows, 'read'>): AsyncGenerator<string> {
  for (let from = 1; ; ) {
    const found = await rows.read(from, page);
    for (const row of found) yield `${JSON.stringify(ocsfOf(row))}\n`;
    const last = found.at(-1);
    if (!last || found.length < page) return;
    from = last.sequence + 1;
  }
}

/** The fields of a record that OCSF asks for elsewhere. */
interface Recorded {
  readonly actor: { readonly user: { readonly name: string } };
  readonly api: { readonly operation: string };
  readonly class_uid: number;
  readonly metadata: object;
  readonly status?: string;
  readonly status_code: string;
  readonly status_id: number;
  readonly unmapped?: { readonly clientAddress?: string };
}

/**
 * An entry as an OCSF event. `raw_data` is the record as it was hashed: SHA-256 over the previous hash
 * and it is `unmapped.chain.hash`, so that a SIEM can check the chain by itself.
 */
export function ocsfOf({ hash, previousHash, record, sequence }: JournalRow): object {
  const event = JSON.parse(record) as Recorded;
  const { operation } = event.api;
  const activity = activityOf[operation] ?? 99;
  const named = activity === 99 ? operation : activities[activity];
  const severity = severityOf(operation, event.status_code);
  return {
    ...event,
    metadata: {
      ...event.metadata,
      version: '1.8.0',
      profiles: ['datetime'],
      uid: hash,
      log_name: 'journal',
      sequence,
    },
    category_name: 'Application Activity',
    class_name: 'API Activity',
    activity_id: activity,
    activity_name: named,
    type_uid: event.class_uid * 100 + activity,
    type_name: `API Activity: ${activity === 99 ? 'Other' : named}`,
    severity_id: severity,
    severity: severities[severity],
    // OCSF wants the source's own word where the status is "Other".
    status: event.status_id === 99 ? event.status_code : event.status,
    message: `${operation} by ${event.actor.user.name}: ${event.status_code}`,
    src_endpoint: sourceOf(event.unmapped?.clientAddress),
    raw_data: record,
    raw_data_hash: { algorithm_id: 3, algorithm: 'SHA-256', value: hashOf('', record) },
    raw_data_size: Buffer.byteLength(record),
    unmapped: { ...event.unmapped, chain: { hash, previous_hash: previousHash } },
  };
}

function severityOf(operation: string, outcome: string): Severity {
  if (outcome === 'refused') return 3;
  if (outcome !== 'failure') return 1;
  return damage.test(operation) ? 4 : 2;
}

/** The client's address where the entry has one; IPv4 as such. */
function sourceOf(address?: string): object {
  const ip = address?.replace(/^::ffff:/, '');
  return ip && ip !== 'unknown' ? { ip } : { name: 'bailiff' };
}
