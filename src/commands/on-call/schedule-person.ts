import { personNamed } from '../../access/on-call';
import { UserError } from '../../domain/errors';
import { type Step, theLeads } from '../../domain/on-call';
import type { Person } from '../../domain/person';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandServices, OnCallServices, PlatformServices } from '../command';

interface NamedMachines {
  readonly words: readonly string[];
  readonly people: readonly Person[];
}

/**
 * Finds a person of the schedule, or the leads; undefined when nobody is named.
 * @throws {UserError} a name that the schedule does not know
 */
export async function stepNamed(
  { words, people }: NamedMachines,
  { leads, policy }: PlatformServices & OnCallServices,
): Promise<Step | undefined> {
  const said = words.filter((word) => !/^(?:to|the|a|name)$/i.test(word)).join(' ');
  if (/^(?:leads?|secops leads?)$/i.test(said)) {
    const told = await leads.list();
    if (told.length > 0) return { name: theLeads, people: told };
  }
  const person = findPerson({ words: said ? [said] : [], people }, { policy });
  return person && { name: person.name, people: [person] };
}

/** @throws {UserError} a name that the schedule does not know */
export function findPerson(
  { words, people }: NamedMachines,
  { policy }: Pick<CommandServices, 'policy'>,
): Person | undefined {
  const { onCall } = policy;
  const [mentioned] = people;
  const said = words.join(' ').trim();
  if (!mentioned && said === '') return undefined;
  const known = Object.values(onCall.people);
  const found = mentioned
    ? known.find(({ id }) => id.toLowerCase() === mentioned.id.toLowerCase())
    : personNamed(onCall, said);
  if (found) return found;
  const names = known.map(({ name }) => name).join(', ') || t`nobody yet`;
  throw new UserError(md`${mentioned?.name ?? said} isn’t on the on-call schedule (${names}).`);
}
