import type { JournalLink, JournalRow, JournalRows } from '../ports';
import { beginning, hashOf } from './chain';

const page = 5000;

export interface JournalFault {
  readonly sequence: number;
  readonly what: 'missing' | 'edited' | 'unchained';
}

export interface JournalCheck {
  readonly rows: number;
  readonly faults: readonly JournalFault[];
  /** The end of the chain: note it elsewhere, for a cut tail shows only against such a note. */
  readonly last?: JournalLink;
}

/** Reads the whole chain and names every row that is not as it was written, or not there. */
export async function verifyJournal(journal: JournalRows): Promise<JournalCheck> {
  const faults: JournalFault[] = [];
  let last: JournalLink = { sequence: 0, hash: beginning };
  let count = 0;
  for (;;) {
    const rows = await journal.read(last.sequence + 1, page);
    for (const row of rows) {
      faults.push(...faultsOf(row, last));
      last = { sequence: row.sequence, hash: row.hash };
    }
    count += rows.length;
    if (rows.length < page) break;
  }
  return { rows: count, faults, ...(count > 0 && { last }) };
}

function faultsOf(row: JournalRow, last: JournalLink): JournalFault[] {
  const { sequence } = row;
  if (sequence !== last.sequence + 1) return [{ sequence: last.sequence + 1, what: 'missing' }];
  if (row.previousHash !== last.hash) return [{ sequence, what: 'unchained' }];
  return isAsWritten(row) ? [] : [{ sequence, what: 'edited' }];
}

function isAsWritten(row: JournalRow): boolean {
  if (hashOf(row.previousHash, row.record) !== row.hash) return false;
  const { metadata, time, api } = JSON.parse(row.record);
  return (
    metadata.sequence === row.sequence &&
    time === row.at.getTime() &&
    api.operation === row.operation
  );
}
