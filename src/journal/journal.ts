import type {
  Clock,
  Journal,
  JournalEvent,
  JournalPlace,
  JournalRow,
  JournalRows,
  Log,
} from '../ports';
import { nextRow, type Pending } from './chain';
import { ocsfOf } from './export';
import type { Metrics } from './metrics';

const maxAtOnce = 1000;

export interface JournalParts {
  readonly rows: JournalRows;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Called with the newest sequence after each write. */
  readonly onWritten?: (sequence: number) => void;
}

interface Waiting extends Pending {
  readonly done: (place: JournalPlace) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The audit journal: a hash chain in the database, a log line and a metric per event. Events that
 * arrive during a transaction share the next one. `write` resolves once its entry is durable.
 */
export class ChainedJournal implements Journal {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(private readonly parts: JournalParts) {}

  write(event: JournalEvent): Promise<JournalPlace> {
    return new Promise((done, failed) => {
      this.waiting.push({ at: this.parts.clock.now(), event, done, failed });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) await this.flush(this.waiting.splice(0, maxAtOnce));
    this.running = false;
  }

  private async flush(batch: readonly Waiting[]): Promise<void> {
    try {
      const rows = await this.append(batch);
      for (const [at, { event, done }] of batch.entries()) {
        this.tell(event, rows[at]!);
        done(rows[at]!);
      }
      this.parts.onWritten?.(rows.at(-1)!.sequence);
    } catch (error) {
      const { log, metrics } = this.parts;
      metrics.journalFailures.inc(batch.length);
      log.error({ error, events: batch.length }, 'journal write failed');
      for (const { failed } of batch) failed(error);
    }
  }

  private async append(batch: readonly Pending[]): Promise<readonly JournalRow[]> {
    let rows: JournalRow[] = [];
    await this.parts.rows.append((last) => {
      rows = [];
      for (const pending of batch) rows.push(nextRow(rows.at(-1) ?? last, pending));
      return rows;
    });
    return rows;
  }

  private tell(event: JournalEvent, row: JournalRow): void {
    const { log, metrics } = this.parts;
    metrics.count(event);
    log.info({ journal: ocsfOf(row) }, 'journal');
  }
}
