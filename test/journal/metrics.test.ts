import { Metrics } from '../../src/journal/metrics';

describe('the metrics', () => {
  it('count by few and fixed words, beside those of the process', async () => {
    const metrics = new Metrics();
    metrics.commands.inc({ command: 'collect', outcome: 'success' });
    metrics.defenderCalls.inc({ endpoint: 'collect', status: '429' });
    metrics.tickSuccess.set({ tick: 'watch' }, 1_793_600_000);

    const { type, text } = await metrics.page();

    expect(type).toContain('text/plain');
    expect(text).toContain('bailiff_commands_total{command="collect",outcome="success"} 1');
    expect(text).toContain('bailiff_defender_calls_total{endpoint="collect",status="429"} 1');
    expect(text).toContain('bailiff_tick_last_success_timestamp_seconds{tick="watch"} 1793600000');
    expect(text).toContain('process_cpu_user_seconds_total');
  });

  it('of two instances are kept apart', async () => {
    const [one, two] = [new Metrics(), new Metrics()];

    one.turns.inc({ kind: 'message' });

    expect((await two.page()).text).not.toContain('kind="message"');
  });
});
