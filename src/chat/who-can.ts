import { dutyAt } from '../access/on-call';
import type { Tools } from '../commands/command';
import type { Person } from '../domain/person';
import { type SafeText, text } from '../domain/text';

/** People by name whom somebody who was refused can ask; nothing where no name is known. */
export async function whoCan(asking: Person, tools: Tools): Promise<SafeText | undefined> {
  const { clock, leads, overrides, policy } = tools;
  const now = clock.now();
  const others = (people: readonly Person[]) =>
    people.filter(({ id, name }) => id !== asking.id && name !== 'Lead').map(({ name }) => name);
  const [duty] = others([dutyAt(policy.onCall, await overrides.from(now), now).person ?? asking]);
  const named = others(await leads.list()).join(', ');
  if (named && duty) return text`Who can: ${named}. On call now: ${duty}.`;
  if (named) return text`Who can: ${named}.`;
  return duty ? text`On call now: ${duty}.` : undefined;
}
