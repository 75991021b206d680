import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ClockQuality } from '../domain/clock-quality';

const timeout = 2_000;
const maxAgeMs = 60_000;
const unknown: ClockQuality = { source: 'unknown', synchronized: 'unknown' };

type Run = (command: string, args: readonly string[]) => Promise<string>;

interface Probe {
  readonly command: string;
  readonly args: readonly string[];
  /** Returns undefined if the output says nothing about the clock. */
  readonly read: (output: string) => ClockQuality | undefined;
}

/** The tools that know, the most exact first. */
const probes: readonly Probe[] = [
  { command: 'chronyc', args: ['-c', 'tracking'], read: fromChrony },
  { command: 'timedatectl', args: ['show', '--property=NTPSynchronized'], read: fromTimedatectl },
  { command: 'adjtimex', args: ['--print'], read: fromAdjtimex },
  // BusyBox prints without an option and knows no --print.
  { command: 'adjtimex', args: [], read: fromAdjtimex },
];

/**
 * Asks the host's own tools whether its clock is synchronised. Never guesses: where no tool answers,
 * the state is `unknown`. An answer is used for a minute.
 */
export function hostClockQuality(run: Run = runTool): () => Promise<ClockQuality> {
  let last: { readonly at: number; readonly quality: Promise<ClockQuality> } | undefined;
  return () => {
    const at = performance.now();
    if (!last || at - last.at > maxAgeMs) last = { at, quality: ask(run) };
    return last.quality;
  };
}

async function ask(run: Run): Promise<ClockQuality> {
  for (const { args, command, read } of probes) {
    const output = await run(command, args).catch(() => undefined);
    const quality = output === undefined ? undefined : read(output);
    if (quality) return quality;
  }
  return unknown;
}

async function runTool(command: string, args: readonly string[]): Promise<string> {
  // The system's own tools only, and none of this process's secrets.
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  const { stdout } = await promisify(execFile)(command, [...args], { env, timeout });
  return stdout;
}

/**
 * One line of comma-separated values: the fifth is the offset in seconds, the last the leap status.
 * Source: https://chrony-project.org/doc/4.6/chronyc.html (tracking; read 2026-11-30)
 */
function fromChrony(output: string): ClockQuality | undefined {
  const values = output.trim().split(',');
  const offset = Number(values[4]);
  const leap = values[13];
  if (!leap || !Number.isFinite(offset)) return undefined;
  const synchronized = !/^not synchronised$/i.test(leap);
  return {
    source: 'chrony',
    synchronized,
    ...(synchronized && { offsetMs: inMilliseconds(offset) }),
  };
}

function fromTimedatectl(output: string): ClockQuality | undefined {
  const [, state] = /^NTPSynchronized=(yes|no)$/m.exec(output) ?? [];
  return state ? { source: 'systemd', synchronized: state === 'yes' } : undefined;
}

/**
 * The kernel's own state: bit 0x40 of the status is STA_UNSYNC, the maximum error is in microseconds.
 * Source: https://man7.org/linux/man-pages/man2/adjtimex.2.html (read 2026-11-30)
 */
function fromAdjtimex(output: string): ClockQuality | undefined {
  const [, status] = /status:\s+(\d+)/.exec(output) ?? [];
  if (!status) return undefined;
  const [, maxError] = /maxerror:\s+(\d+)/.exec(output) ?? [];
  const synchronized = (Number(status) & 0x40) === 0;
  return {
    source: 'kernel',
    synchronized,
    ...(synchronized && maxError && { maxErrorMs: Number(maxError) / 1000 }),
  };
}

function inMilliseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1000;
}
