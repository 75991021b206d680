import { hash } from './random';

const secondMs = 1000;

/** Simulated time: starts at the present, may run faster than the wall clock, and can be advanced. */
export class Clock {
  private origin: number;
  private readonly anchor = Date.now();

  constructor(
    readonly scale = 1,
    readonly startedAt = Date.now(),
  ) {
    this.origin = startedAt;
  }

  now(): number {
    return Math.floor(this.origin + (Date.now() - this.anchor) * this.scale);
  }

  advance(ms: number): void {
    this.origin += ms;
  }

  /** Converts simulated time into wall-clock seconds for Retry-After; at least 1. */
  realSeconds(simulatedMs: number): number {
    return Math.max(1, Math.ceil(simulatedMs / secondMs / this.scale));
  }
}

const fractionDigits = [7, 2, 0, 7, 3, 7, 6];

/** A time as Defender writes it: UTC with 0 to 7 fraction digits; the number differs between fields. */
export function stamp(ms: number): string {
  const iso = new Date(ms).toISOString();
  const digits = fractionDigits[hash(`digits ${ms}`) % fractionDigits.length] ?? 7;
  if (digits === 0) return `${iso.slice(0, 19)}Z`;
  const beyondMilliseconds = String(hash(`ticks ${ms}`) % 10_000).padStart(4, '0');
  return `${iso.slice(0, 19)}.${(iso.slice(20, 23) + beyondMilliseconds).slice(0, digits)}Z`;
}
