import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';

/**
 * `npm test`: lint, types and tests in parallel. The tests wait a lot, for processes and clocks;
 * lint and types use that time, and print only problems.
 */
const running: ChildProcess[] = [];

function begin(command: string, args: readonly string[], stdio: 'pipe' | 'inherit'): ChildProcess {
  const child = spawn(command, args, { stdio: ['inherit', stdio, stdio] });
  running.push(child);
  return child;
}

async function tests(): Promise<boolean> {
  const [code] = await once(begin('jest', process.argv.slice(2), 'inherit'), 'exit');
  return code === 0;
}

async function beside(script: 'lint' | 'types'): Promise<boolean> {
  const child = begin('npm', ['run', '--silent', script], 'pipe');
  if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => said.push(piece));
  const [code] = await once(child, 'close');
  if (code !== 0) process.stderr.write(`\n${script} failed:\n${Buffer.concat(said)}\n`);
  return code === 0;
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      for (const child of running) child.kill(signal);
    });
  const [lint, types, jest] = await Promise.all([beside('lint'), beside('types'), tests()]);
  const failed = Object.entries({ lint, types, tests: jest }).filter(([, isWell]) => !isWell);
  console.log(
    failed.length === 0
      ? 'Lint, types and tests: all well.'
      : `Failed: ${failed.map(([name]) => name).join(', ')}.`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

void main();
