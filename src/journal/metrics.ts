import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { JournalEvent } from '../ports';

/** What is known elsewhere and asked for when somebody looks. */
export interface Figures {
  readonly openPackages: () => Promise<number>;
  readonly pollerSucceeded: () => Promise<Date | undefined>;
  readonly oldestMessageMs: () => Promise<number>;
}

/**
 * What an operator watches. Labels hold few and fixed words only: never a name, an id or a text
 * that somebody else chose.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = this.counter(
    'requests_total',
    'Requests to /api/messages by the status of their answer; 400 and above were not let in.',
    ['status'],
  );
  readonly commands = this.counter('commands_total', 'Commands by how they ended.', [
    'command',
    'via',
    'outcome',
  ]);
  readonly defenderCalls = this.counter('defender_calls_total', 'Calls to Defender and Graph.', [
    'endpoint',
    'status',
  ]);
  readonly messages = this.counter(
    'messages_total',
    'Tries to send a message to Teams, by what became of each.',
    ['outcome'],
  );
  readonly packages = this.counter('packages_total', 'Packages by how they ended.', ['state']);
  readonly journalEvents = this.counter('journal_events_total', 'Events in the journal.', [
    'operation',
    'outcome',
  ]);
  readonly journalFailures = this.counter(
    'journal_failures_total',
    'Events that could not be written; what they were about did not happen.',
    [],
  );
  readonly downloadSeconds = this.register(
    new Histogram({
      name: 'bailiff_package_download_seconds',
      help: 'Fetching and keeping one package.',
      buckets: [1, 5, 15, 60, 300, 900, 3600],
      registers: [],
    }),
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counts what the journal was told, where it says something that is counted of its own. */
  count({ details = {}, operation, outcome }: JournalEvent): void {
    this.journalEvents.inc({ operation, outcome });
    const { command, seconds, via } = details;
    if (/^command\.(answered|refused)$/.test(operation))
      this.commands.inc({ command: word(command), via: word(via), outcome });
    const [, state] = /^package\.(ready|failed|cancelled|stopped-waiting)$/.exec(operation) ?? [];
    if (state) this.packages.inc({ state });
    if (state && typeof seconds === 'number') this.downloadSeconds.observe(seconds);
  }

  ask(figures: Figures): void {
    this.asked('packages_open', 'Packages on their way.', figures.openPackages);
    this.asked(
      'oldest_message_seconds',
      'Age of the oldest message that is due and that Teams has not taken.',
      async () => (await figures.oldestMessageMs()) / 1000,
    );
    this.asked(
      'watcher_last_success_timestamp_seconds',
      'When the watcher last looked and Defender answered.',
      async () => ((await figures.pollerSucceeded())?.getTime() ?? Number.NaN) / 1000,
    );
  }

  /** The text for `GET /metrics`, and its content type. */
  async page(): Promise<{ readonly type: string; readonly text: string }> {
    return { type: this.registry.contentType, text: await this.registry.metrics() };
  }

  private counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]) {
    return this.register(
      new Counter<Label>({
        name: `bailiff_${name}`,
        help,
        labelNames: [...labelNames],
        registers: [],
      }),
    );
  }

  private asked(name: string, help: string, value: () => Promise<number>): void {
    const gauge: Gauge = new Gauge({
      name: `bailiff_${name}`,
      help,
      registers: [],
      // What can't be had just now must not cost the operator the other figures.
      collect: async (): Promise<void> => gauge.set(await value().catch(() => Number.NaN)),
    });
    this.register(gauge);
  }

  private register<M extends Counter<string> | Gauge<string> | Histogram<string>>(metric: M): M {
    this.registry.registerMetric(metric);
    return metric;
  }
}

/** A label from a list of ours; anything else would let others choose how many there are. */
function word(value: unknown): string {
  return typeof value === 'string' && /^[a-z-]{1,30}$/.test(value) ? value : 'other';
}
