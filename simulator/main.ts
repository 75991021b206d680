import { parseArgs } from 'node:util';
import { startSimulator } from './simulator';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4100' },
    'package-port': { type: 'string', default: '4101' },
    'time-scale': { type: 'string', default: '1' },
    'action-seconds': { type: 'string' },
    seed: { type: 'string', default: '1' },
    incidents: { type: 'string', default: 'arrive' },
    token: { type: 'string', default: 'development' },
  },
});

async function run(): Promise<void> {
  const simulator = await startSimulator({
    port: number('port'),
    packagePort: number('package-port'),
    timeScale: number('time-scale'),
    seed: number('seed'),
    incidents: values.incidents === 'still' ? 'still' : 'arrive',
    token: values.token,
    ...(values['action-seconds'] ? { actionSeconds: number('action-seconds') } : {}),
  });
  console.log(
    `Simulated Defender listens on ${simulator.url}, package downloads on ${simulator.packagesUrl}`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void simulator.close().then(() => process.exit(0)));
  }
}

function number(name: 'port' | 'package-port' | 'time-scale' | 'seed' | 'action-seconds'): number {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value < 0) {
    throw new Error(`--${name} must be a number, not '${values[name]}'`);
  }
  return value;
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
