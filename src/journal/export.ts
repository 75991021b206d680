import type { JournalRow, JournalRows } from '../ports';

const page = 5000;

/**
 * Exports the journal as OCSF events of the class API Activity: JSON lines, oldest first. Adds fields
 * that the class requires and the record lacks; records themselves never change.
 * Source: https://schema.ocsf.io/1.5.0/classes/api_activity (version 1.5.0)
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

export function ocsfOf({ hash, previousHash, record }: JournalRow): object {
  const event = JSON.parse(record) as { api: { operation: string }; unmapped?: object };
  return {
    ...event,
    activity_name: event.api.operation,
    src_endpoint: { name: 'bailiff' },
    unmapped: { ...event.unmapped, chain: { hash, previous_hash: previousHash } },
  };
}
