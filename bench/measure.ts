import { readFileSync } from 'node:fs';

/** One figure of a benchmark and its baseline. */
export interface Measure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The baseline of the same run, in the same unit. */
  readonly base?: { readonly what: string; readonly value: number };
  /** The target, in words. */
  readonly aim?: string | undefined;
}

/** A benchmark and its name on the command line. */
export type Bench = () => Promise<Measure[]>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Wall time of the work in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Resident memory of a process in MB, current and peak. Linux only; NaN elsewhere. */
export function memoryOf(pid: number | undefined): { now: number; peak: number } {
  if (process.platform !== 'linux' || !pid) return { now: Number.NaN, peak: Number.NaN };
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => Number(status.match(`${name}:\\s+(\\d+) kB`)?.[1]) / 1000;
  return { now: read('VmRSS'), peak: read('VmHWM') };
}
