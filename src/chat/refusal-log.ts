import { minutes } from '../domain/duration';
import type { Clock, Log } from '../ports';

const interval = minutes(1);

/** Logs refused requests: anybody can send them, so each kind gets at most one line a minute. */
export class RefusalLog {
  readonly #kinds = new Map<string, { since: number; suppressed: number }>();

  constructor(
    private readonly log: Log,
    private readonly clock: Pick<Clock, 'now' | 'real'>,
  ) {}

  /**
   * Logs a refusal, or counts it into the next line of its kind.
   * @param sentence one of a fixed set: it is the kind
   */
  warn(fields: object, sentence: string): void {
    const now = this.clock.now().getTime();
    const kind = this.#kinds.get(sentence);
    if (kind && now - kind.since < this.clock.real(interval)) {
      kind.suppressed += 1;
      return;
    }
    this.#kinds.set(sentence, { since: now, suppressed: 0 });
    const suppressed = kind?.suppressed ?? 0;
    this.log.warn({ ...fields, ...(suppressed > 0 && { suppressed }) }, sentence);
  }
}
