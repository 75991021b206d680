import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** `npx bailiff …` as a person runs it: a process of its own, in a folder of the test's. */
export async function bailiff(words: readonly string[], cwd: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [join(__dirname, '../../bin/bailiff'), ...words], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  let out = '';
  let complaints = '';
  child.stdout.on('data', (piece) => {
    out += piece;
  });
  child.stderr.on('data', (piece) => {
    complaints += piece;
  });
  const [code] = await once(child, 'close');
  return { code, out, complaints };
}
