import { setTimeout as pause } from 'node:timers/promises';

/** Upper bound for waiting on a real process, server or database; generous, for busy machines. */
export const maxWaitMs = 120_000;

/** Polls `look` until it returns something truthy, and returns that. */
export async function eventually<Seen>(
  look: () => Seen | Promise<Seen>,
  { everyMs = 20 } = {},
): Promise<Exclude<Seen, undefined | null | false>> {
  const late = AbortSignal.timeout(maxWaitMs);
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false)
      return seen as Exclude<Seen, undefined | null | false>;
    if (late.aborted) throw new Error(`the condition never held: ${look}`);
    await pause(everyMs);
  }
}

/** Repeats an assertion until it passes; its last error after `maxWaitMs`. */
export async function eventuallyPasses(assertion: () => Promise<void>): Promise<void> {
  let last: unknown;
  await eventually(() =>
    assertion().then(
      () => true,
      (error: unknown) => {
        last = error;
        return false;
      },
    ),
  ).catch(() => Promise.reject(last as Error));
}
