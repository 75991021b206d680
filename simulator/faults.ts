import type { Answer, Asked } from './answer';
import { type FaultKind, type FaultName, faultKinds, faultNames, type Place } from './fault-kinds';

export interface FaultOptions {
  /** The beginning of the path; `*` stands for anything. Without it the fault's usual place. */
  readonly path?: string;
  readonly method?: string;
  /** Where, instead of the fault's usual place. */
  readonly on?: Place;
  /** How many requests it hits, one after the other. */
  readonly times?: number;
  /** Seconds, for '429' and '503'. */
  readonly retryAfter?: number;
  /** Wall-clock milliseconds, for 'slow'. */
  readonly ms?: number;
  /** For 'truncated', 'resets in the middle', 'wrong length' and 'oversize'. */
  readonly bytes?: number;
  /** The machine id or name in the path must contain this. */
  readonly machine?: string;
}

export interface PendingFault {
  readonly fault: FaultName;
  readonly options: FaultOptions;
  left: number;
}

/** Faults that wait for the request they are meant for. Each is used up by it. */
export class Faults {
  private pending: PendingFault[] = [];

  add(fault: string, options: FaultOptions = {}): void {
    if (!isFaultName(fault)) {
      throw new Error(`No fault is called '${fault}'. There are: ${faultNames.join(', ')}`);
    }
    this.pending.push({ fault, options, left: options.times ?? 1 });
  }

  unused(): readonly PendingFault[] {
    return this.pending;
  }

  /** The first fault meant for this request, now used up once more. */
  take(asked: Asked, place: Place): ActiveFault | undefined {
    const found = this.pending.find((pending) => isMeantFor(pending, asked, place));
    if (!found) return undefined;
    found.left -= 1;
    this.pending = this.pending.filter(({ left }) => left > 0);
    return new ActiveFault(found.fault, faultKinds[found.fault], found.options);
  }
}

export class ActiveFault {
  constructor(
    readonly name: FaultName,
    private readonly kind: FaultKind,
    private readonly options: FaultOptions,
  ) {}

  /** What the fault answers in place of the real answer, before anything is done. */
  instead(): Answer | undefined {
    return this.kind.instead?.(this.options);
  }

  /** What becomes of the real answer. */
  spoil(answer: Answer): Answer {
    return this.kind.spoil?.(answer, this.options) ?? answer;
  }
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faultKinds, name);
}

function isMeantFor({ fault, options }: PendingFault, asked: Asked, place: Place): boolean {
  const { path, method, machine } = options;
  if (method !== undefined && method !== asked.method) return false;
  const decoded = asked.path.toLowerCase();
  if (machine !== undefined && !decoded.includes(machine.toLowerCase())) return false;
  if (path !== undefined) return pathForm(path).test(asked.path);
  const wanted = options.on ?? faultKinds[fault].place;
  return wanted === place || (wanted === 'api' && !['download', 'token'].includes(place));
}

function pathForm(path: string): RegExp {
  const escaped = path.replace(/[.+?^$()|[\]\\{}]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}(?:$|[/(?])`, 'i');
}
