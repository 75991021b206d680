import { onCallAt } from '../access/on-call';
import type { Person } from '../domain/person';
import { md, type SafeText } from '../domain/text';
import type { CommandServices } from './command';

const maxNamed = 5;

/**
 * Names of people whom a refused person can ask; empty where no name is known.
 * @param able people other than the leads who have the role, as far as they are known
 */
export async function whoCan(
  asking: Person,
  {
    clock,
    leads,
    overrides,
    policy,
  }: Pick<CommandServices, 'clock' | 'leads' | 'overrides' | 'policy'>,
  able: readonly Person[] = [],
): Promise<SafeText | undefined> {
  const now = clock.now();
  const others = (people: readonly Person[]) =>
    people.filter(({ id, name }) => id !== asking.id && name !== 'Lead').map(({ name }) => name);
  const [onCallNow] = others([
    onCallAt(policy.onCall, await overrides.from(now), now).person ?? asking,
  ]);
  const can = [...new Set(others([...able, ...(await leads.list())]))];
  const named = can.slice(0, maxNamed).join(', ');
  if (named && onCallNow) return md`Who can: ${named}. On call now: ${onCallNow}.`;
  if (named) return md`Who can: ${named}.`;
  return onCallNow ? md`On call now: ${onCallNow}.` : undefined;
}
