import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A program that runs beside the demo; its output goes to a file. */
export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resolves when it ends, with the reason in words. */
  readonly ended: Promise<string>;
  /** Asks it to end, and kills it after a timeout. */
  stop(withinMs?: number): Promise<void>;
}

export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its working directory and log folder: never the project, whose `.env` is not for demos. */
  readonly folder: string;
}

/**
 * The variables that a program needs to start; settings for a real tenant must not leak into a
 * demo.
 */
const inherited = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'SystemRoot'];

export function startChild({ name, args, env, folder }: Program): Child {
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...ownEnvironment(), ...env },
    stdio: ['ignore', output, output],
    // In its own process group, Ctrl-C reaches only the demo, which stops the programs in order.
    detached: true,
  });
  closeSync(output);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(inWords({ code, signal, log })));
  });
  return { name, pid: child.pid, ended, stop: (ms) => stop(child, ended, ms) };
}

// As in `npm start`. Source: docs/operations.md, "Memory".
const smallYoungSpace = '--max-semi-space-size=1';

/** Node's arguments for a TypeScript file of the project: one process, so that signals reach it. */
export function typescript(file: string, ...args: string[]): string[] {
  // The full path, because the child does not run in the project's folder.
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  return [smallYoungSpace, '--import', tsx, join(__dirname, '..', file), ...args];
}

async function stop(child: ChildProcess, ended: Promise<string>, withinMs = 15_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await ended;
  clearTimeout(late);
}

function inWords(end: { code: number | null; signal: string | null; log: string }): string {
  const how = end.signal ? `was ended by ${end.signal}` : `ended with code ${end.code}`;
  const last = readFileSync(end.log, 'utf8').trimEnd().split('\n').slice(-12);
  return [`${how}. The end of ${end.log}:`, ...last.map((line) => `  ${line}`)].join('\n');
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(inherited.flatMap((name) => asEntry(name, process.env[name])));
}

function asEntry(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}
