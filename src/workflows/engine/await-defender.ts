import { hours, minutes, seconds } from '../../domain/duration';
import type { PlatformServices } from './services';
import { attempt, type WorkflowContext } from './workflow';

const pauses = [seconds(15), minutes(1), minutes(5)];
const longest = minutes(15);
const timeout = hours(24);

/**
 * Runs a step that needs Defender and retries it with backoff while Defender is unreachable, for up to a day.
 * @returns the step's value; undefined when Defender refuses, or stays unreachable for longer
 */
export async function awaitDefender<T>(
  context: WorkflowContext,
  name: string,
  services: PlatformServices,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const began = await context.now();
  for (let tries = 0; ; tries++) {
    const tried = await attempt(context, name, work);
    if (tried.ok) return tried.value;
    const spent = (await context.now()).getTime() - began.getTime();
    if (!tried.problem.temporary || spent > services.clock.real(timeout)) {
      services.log.warn(
        { problem: tried.problem, step: name },
        'gave up on a step that needs Defender',
      );
      return undefined;
    }
    await context.waitFor('news', pauses[tries] ?? longest);
  }
}
