import { dutyAt } from '../access/on-call';
import type { Person } from '../domain/person';
import { type SafeText, text } from '../domain/text';
import type { Tools } from './command';

const mostNamed = 5;

/**
 * People by name whom somebody who was refused can ask; nothing where no name is known.
 * @param able others than the leads who may do it, as far as they are known
 */
export async function whoCan(
  asking: Person,
  { clock, leads, overrides, policy }: Pick<Tools, 'clock' | 'leads' | 'overrides' | 'policy'>,
  able: readonly Person[] = [],
): Promise<SafeText | undefined> {
  const now = clock.now();
  const others = (people: readonly Person[]) =>
    people.filter(({ id, name }) => id !== asking.id && name !== 'Lead').map(({ name }) => name);
  const [duty] = others([dutyAt(policy.onCall, await overrides.from(now), now).person ?? asking]);
  const can = [...new Set(others([...able, ...(await leads.list())]))];
  const named = can.slice(0, mostNamed).join(', ');
  if (named && duty) return text`Who can: ${named}. On call now: ${duty}.`;
  if (named) return text`Who can: ${named}.`;
  return duty ? text`On call now: ${duty}.` : undefined;
}
