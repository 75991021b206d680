import type { Answer, ApiRequest } from './answer';
import { type FaultKind, type FaultName, faultKinds, faultNames } from './fault-kinds';
import type { FaultOptions, FaultTarget } from './fault-options';

export interface PendingFault {
  readonly fault: FaultName;
  readonly options: FaultOptions;
  left: number;
}

/** Queue of faults; each is consumed by the request it applies to. */
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

  /** Consumes the first fault that applies to this request. */
  take(request: ApiRequest, place: FaultTarget): ActiveFault | undefined {
    const found = this.pending.find((pending) => appliesTo(pending, request, place));
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

  /** The answer that replaces the real one; the request has no effect. */
  instead(): Answer | undefined {
    return this.kind.instead?.(this.options);
  }

  /** Changes the real answer after the request took effect. */
  spoil(answer: Answer): Answer {
    return this.kind.spoil?.(answer, this.options) ?? answer;
  }
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faultKinds, name);
}

function appliesTo(
  { fault, options }: PendingFault,
  request: ApiRequest,
  place: FaultTarget,
): boolean {
  const { path, method, machine } = options;
  if (method !== undefined && method !== request.method) return false;
  const decoded = request.path.toLowerCase();
  if (machine !== undefined && !decoded.includes(machine.toLowerCase())) return false;
  if (path !== undefined) return pathForm(path).test(request.path);
  const wanted = options.on ?? faultKinds[fault].place;
  return wanted === place || (wanted === 'api' && !['download', 'token'].includes(place));
}

function pathForm(path: string): RegExp {
  const escaped = path.replace(/[.+?^$()|[\]\\{}]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}(?:$|[/(?])`, 'i');
}
