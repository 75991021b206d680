import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PartHealth } from '../domain/health';
import type { JournalEvent } from '../ports';

/** Values that are read on each scrape. */
export interface Figures {
  readonly openPackages: () => Promise<number>;
  readonly pollerSucceeded: () => Promise<Date | undefined>;
  readonly orphanedWorkflows: () => Promise<number>;
  readonly failedWorkflows: () => Promise<number>;
  /** When the oldest message without an answer was accepted. */
  readonly oldestTurn: () => Promise<Date | undefined>;
  readonly health: () => Promise<readonly PartHealth[]>;
  readonly oldestMessageMs: () => Promise<number>;
}

/**
 * Prometheus metrics. Labels have few, fixed values: never a name, an id or untrusted text.
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

  /** Counts a journal event and the metrics derived from it. */
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
    this.askWorkflows(figures);
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

  private askWorkflows(figures: Figures): void {
    this.asked(
      'workflows_orphaned',
      'Workflows of this replica that did not run for a minute.',
      figures.orphanedWorkflows,
    );
    this.asked(
      'workflows_failed',
      'Failed workflows that nobody has resumed or dismissed.',
      figures.failedWorkflows,
    );
    this.asked(
      'oldest_unanswered_turn_seconds',
      'Age of the oldest accepted message without an answer.',
      async () => ageInSeconds(await figures.oldestTurn()),
    );
    const up: Gauge<'part'> = new Gauge({
      name: 'bailiff_part_up',
      help: 'Whether each part that health checks works.',
      labelNames: ['part'],
      registers: [],
      collect: async () => {
        for (const { ok, part } of await figures.health().catch(() => []))
          up.set({ part }, Number(ok));
      },
    });
    this.register(up);
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

function ageInSeconds(since?: Date): number {
  return since ? (Date.now() - since.getTime()) / 1000 : 0;
}

/** A label from a list of ours; anything else would let others choose how many there are. */
function word(value: unknown): string {
  return typeof value === 'string' && /^[a-z-]{1,30}$/.test(value) ? value : 'other';
}
