import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * What an operator watches. Labels hold few and fixed words only: never a name, an id or a text
 * that somebody else chose.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly turns = this.counter('turns_total', 'Messages and presses taken.', ['kind']);
  readonly refusedRequests = this.counter(
    'requests_refused_total',
    'Requests to /api/messages that were not let in.',
    ['reason'],
  );
  readonly commands = this.counter('commands_total', 'Commands run.', ['command', 'outcome']);
  readonly defenderCalls = this.counter('defender_calls_total', 'Calls to Defender and Graph.', [
    'endpoint',
    'status',
  ]);
  readonly packages = this.counter('packages_total', 'Packages by their final state.', ['state']);
  readonly openPackages = this.gauge('packages_open', 'Packages on their way.');
  readonly journalEvents = this.counter('journal_events_total', 'Events in the journal.', [
    'operation',
    'outcome',
  ]);
  readonly journalFailures = this.counter(
    'journal_failures_total',
    'Events that could not be written; what they were about did not happen.',
    [],
  );
  readonly tickSuccess = this.gauge(
    'tick_last_success_timestamp_seconds',
    'When a tick last succeeded: the watcher, the incident poller.',
    ['tick'],
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

  private gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ) {
    return this.register(
      new Gauge<Label>({
        name: `bailiff_${name}`,
        help,
        labelNames: [...labelNames],
        registers: [],
      }),
    );
  }

  private register<M extends Counter<string> | Gauge<string> | Histogram<string>>(metric: M): M {
    this.registry.registerMetric(metric);
    return metric;
  }
}
