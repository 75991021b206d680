import type { Log } from '../ports';
import { type CheckpointStore, readSmall } from './published';
import { requestTimeStamp } from './time-stamp';

// Others follow in the next round: a public authority limits its callers.
const maxInRound = 50;

export interface TimeStampParts {
  /** Of the time-stamping authority. */
  readonly url: string;
  readonly outside: CheckpointStore;
  readonly log: Log;
}

/** File name of the token over a checkpoint or a seal: `C-7F3K2-1.tsr`. */
export function timeStampOf(file: string): string {
  return `${file.replace(/(?:\.dsse)?\.json$/, '')}.tsr`;
}

/**
 * Stores an RFC 3161 token beside each checkpoint and seal. A missing token is its own reminder: the
 * next round finds it, after a crash, too. Nothing ever waits for the authority.
 */
export class TimeStamps {
  constructor(private readonly parts: TimeStampParts) {}

  /** Stamps one file in the background; a failure is logged, and left for the next round. */
  soon(file: string): void {
    this.stamp(file).catch((error: unknown) => this.#failed(error, 1));
  }

  /** Stamps what has no token yet. Stops at the first failure, because the next would fail alike. */
  async round(): Promise<void> {
    const waiting = await this.#waiting();
    for (const [done, file] of waiting.slice(0, maxInRound).entries())
      try {
        await this.stamp(file);
      } catch (error) {
        this.#failed(error, waiting.length - done);
        return;
      }
  }

  /** @throws {Error} if the file is missing, or the authority gives no valid token */
  async stamp(file: string): Promise<void> {
    const { outside, url } = this.parts;
    const content = await readSmall(file, outside);
    if (content === undefined) throw new Error(`${file} is gone`);
    await outside.note(timeStampOf(file), await requestTimeStamp(url, Buffer.from(content)));
  }

  async #waiting(): Promise<string[]> {
    const { outside } = this.parts;
    const lists = await Promise.all([outside.list('journal/checkpoint-'), outside.list('C-')]);
    const files = new Set(lists.flat().map(({ file }) => file));
    return [...files].filter(
      (file) =>
        /^(?:journal\/checkpoint-\d+|C-\w+-\d+\.dsse)\.json$/.test(file) &&
        !files.has(timeStampOf(file)),
    );
  }

  #failed(error: unknown, waiting: number): void {
    this.parts.log.warn({ error, waiting }, 'time stamp failed; retrying');
  }
}
