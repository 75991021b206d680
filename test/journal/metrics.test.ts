import { Metrics } from '../../src/journal/metrics';
import type { JournalEvent } from '../../src/ports';

const told = (operation: string, change: Partial<JournalEvent> = {}): JournalEvent => ({
  operation,
  actor: { id: 'u-1', name: 'Alice' },
  outcome: 'success',
  ...change,
});

describe('the metrics', () => {
  it('count by few and fixed words, beside those of the process', async () => {
    const metrics = new Metrics();
    metrics.defenderCalls.inc({ endpoint: 'collect', status: '429' });

    const { type, text } = await metrics.page();

    expect(type).toContain('text/plain');
    expect(text).toContain('bailiff_defender_calls_total{endpoint="collect",status="429"} 1');
    expect(text).toContain('process_cpu_user_seconds_total');
  });

  it('read from the journal how commands and packages ended', async () => {
    const metrics = new Metrics();

    metrics.count(told('command.asked', { details: { command: 'status', via: 'typed' } }));
    metrics.count(told('command.answered', { details: { command: 'status', via: 'typed' } }));
    metrics.count(told('package.ready', { details: { seconds: 4 } }));
    metrics.count(told('package.failed', { outcome: 'failure' }));
    metrics.count(told('package.sealed'));

    const { text } = await metrics.page();
    expect(text).toContain(
      'bailiff_commands_total{command="status",via="typed",outcome="success"} 1',
    );
    expect(text).toContain('bailiff_packages_total{state="ready"} 1');
    expect(text).toContain('bailiff_packages_total{state="failed"} 1');
    expect(text).not.toContain('state="sealed"');
    expect(text).toContain('bailiff_package_download_seconds_count 1');
  });

  it('let nobody choose a label', async () => {
    const metrics = new Metrics();

    metrics.count(told('command.refused', { details: { command: 'x"} 1\nevil', via: 7 } }));

    expect((await metrics.page()).text).toContain('{command="other",via="other",');
  });

  it('are shown also when one of them can not be had just now', async () => {
    const metrics = new Metrics();
    metrics.ask({
      openPackages: () => Promise.reject(new Error('the database is away')),
      oldestMessageMs: async () => 0,
      pollerSucceeded: async () => new Date(1_793_600_000_000),
    });

    const { text } = await metrics.page();

    expect(text).toContain('bailiff_packages_open Nan');
    expect(text).toContain('bailiff_watcher_last_success_timestamp_seconds 1793600000');
  });

  it('of two instances are kept apart', async () => {
    const [one, two] = [new Metrics(), new Metrics()];

    one.packages.inc({ state: 'ready' });

    expect((await two.page()).text).not.toContain('state="ready"');
  });
});
