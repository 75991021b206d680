import { existsSync } from 'node:fs';
import { ChainedJournal } from '../../src/journal/journal';
import { Metrics } from '../../src/journal/metrics';
import type { Hold, Holds, JournalRow, JournalRows, Links } from '../../src/ports';
import type { TestClock } from './clock';
import { quietLog } from './quiet-log';

/** What custody needs, in memory; the journal is the real one on rows in a list. */
export function memoryCustody(clock: TestClock) {
  const rows: JournalRow[] = [];
  const noted = new Map<string, string>();
  const records = memoryRows(rows);
  return {
    rows,
    noted,
    records,
    links: memoryLinks(),
    holds: memoryHolds(),
    seals: { receipt: (content: object) => JSON.stringify(content) },
    journal: new ChainedJournal({ rows: records, clock, log: quietLog, metrics: new Metrics() }),
    evidence: {
      async note(file: string, content: string) {
        if (!noted.has(file)) noted.set(file, content);
      },
      onDisk: async <T>(file: string, work: (path: string) => Promise<T>) =>
        existsSync(file) ? work(file) : undefined,
    },
  };
}

function memoryRows(rows: JournalRow[]): JournalRows {
  return {
    async append(chain) {
      rows.push(...chain(rows.at(-1)));
    },
    async read(from, most) {
      return rows.filter(({ sequence }) => sequence >= from).slice(0, most);
    },
    async about(ids, since) {
      return rows.filter(
        ({ at, record }) => at >= since && ids.some((id) => record.includes(`"uid":"${id}"`)),
      );
    },
    async deleteUpTo(upTo) {
      rows.splice(
        0,
        rows.findIndex(({ sequence }) => sequence > upTo),
      );
    },
  };
}

function memoryLinks(): Links {
  let made = 0;
  return {
    async issue({ kind }) {
      return `https://bailiff.example/${kind}s/${++made}`;
    },
  };
}

function memoryHolds(): Holds {
  const held = new Map<string, Hold>();
  return {
    async add(hold) {
      const first = held.get(hold.collectionId) ?? hold;
      held.set(hold.collectionId, first);
      return first;
    },
    async remove(id) {
      const gone = held.get(id);
      held.delete(id);
      return gone;
    },
    async get(id) {
      return held.get(id);
    },
    async expired() {
      return [];
    },
  };
}
