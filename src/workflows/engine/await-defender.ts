import { hours, minutes, seconds } from '../../domain/duration';
import type { StoryTools } from './services';
import { attempt, type Run } from './workflow';

const pauses = [seconds(15), minutes(1), minutes(5)];
const longest = minutes(15);
const patience = hours(24);

/**
 * A step that needs Defender and waits while it is away, for up to a day.
 * @returns nothing when Defender said no, or stayed away for longer
 */
export async function patiently<T>(
  run: Run,
  name: string,
  tools: StoryTools,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const began = await run.now();
  for (let tries = 0; ; tries++) {
    const tried = await attempt(run, name, work);
    if (tried.ok) return tried.value;
    const spent = (await run.now()).getTime() - began.getTime();
    if (!tried.problem.temporary || spent > tools.clock.real(patience)) {
      tools.log.warn({ problem: tried.problem, step: name }, 'a step with Defender was given up');
      return undefined;
    }
    await run.waitFor('news', pauses[tries] ?? longest);
  }
}
