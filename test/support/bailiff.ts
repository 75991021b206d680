import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { builtMain } from './built';

/** One line of its log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** The bot as it runs in production: a process of its own that can be killed at any moment. */
export class Bailiff extends EventEmitter {
  /** Its whole log, across restarts. */
  readonly log: LogLine[] = [];
  /** Its output that is no log line: the reason why it could not start. */
  readonly printed: string[] = [];
  port = 0;
  adminPort = 0;
  #child?: ChildProcess;
  #gone: Promise<unknown> = Promise.resolve();

  constructor(readonly settings: { folder: string; env: Record<string, string> }) {
    super();
  }

  /** Starts it and waits until it listens. */
  async start(): Promise<void> {
    const { env, folder } = this.settings;
    const child = spawn(process.execPath, [await builtMain()], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: 'UTC', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#gone = once(child, 'exit');
    createInterface({ input: child.stdout }).on('line', (line) => this.#hear(line));
    createInterface({ input: child.stderr }).on('line', (line) => this.printed.push(line));
    const isOpen = this.line('Bailiff is open').then(() => true);
    if (await Promise.race([isOpen, this.#gone.then(() => false)])) return;
    throw new Error(`Bailiff did not start:\n${this.printed.slice(-20).join('\n')}`);
  }

  /** The first line from now on with this message. */
  async line(sentence: string): Promise<LogLine> {
    for (;;) {
      const [line] = (await once(this, 'line')) as [LogLine];
      if (line.msg === sentence) return line;
    }
  }

  /** Kills the process without a shutdown. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#gone;
  }

  /** Shuts it down; returns the exit code. */
  async stop(): Promise<number | null> {
    this.#child?.kill('SIGTERM');
    await this.#gone;
    return this.#child?.exitCode ?? null;
  }

  #hear(text: string): void {
    if (!text.startsWith('{')) {
      this.printed.push(text);
      return;
    }
    const line = JSON.parse(text) as LogLine;
    this.log.push(line);
    if (line.msg === 'Bailiff is open') {
      this.port = Number(line['port']);
      this.adminPort = Number(line['adminPort']);
    }
    this.emit('line', line);
  }
}

/** A folder of its own with a policy in it. */
export async function bailiffFolder(policy: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-flow-'));
  // JSON is valid YAML.
  await writeFile(join(folder, 'policy.yaml'), JSON.stringify(policy), { mode: 0o600 });
  return folder;
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
