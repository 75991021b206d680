import { setTimeout as pause } from 'node:timers/promises';

/** Repeats the check until it passes; its last error after a minute. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;)
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(50);
    }
}
