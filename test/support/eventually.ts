import { setTimeout as pause } from 'node:timers/promises';

/**
 * How long a test waits for a real process, server or database. What is waited for is taken as soon
 * as it comes: this only ends what never will, on however busy a machine.
 */
export const patience = 120_000;

/** Looks again and again until there is something to see, and gives it. */
export async function eventually<Seen>(
  look: () => Seen | Promise<Seen>,
  { everyMs = 20 } = {},
): Promise<Exclude<Seen, undefined | null | false>> {
  const late = AbortSignal.timeout(patience);
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false)
      return seen as Exclude<Seen, undefined | null | false>;
    if (late.aborted) throw new Error(`It never came to be: ${look}`);
    await pause(everyMs);
  }
}
