import { type Person, type Role, roles } from '../domain/person';
import type { Policy } from './schema';

type Holder = Pick<Person, 'id' | 'isGuest'>;

/**
 * Returns the highest role that the policy gives a person, by Entra object id or by "*", which means
 * members of the tenant. Ignores groups.
 */
export function roleOf(person: Holder, policy: Policy): Role {
  return (
    roles.findLast(
      (role) =>
        role !== 'nobody' &&
        mayHold(person, role, policy) &&
        isListed(person, policy.roles[role].users),
    ) ?? 'nobody'
  );
}

/** Returns whether the role is open to the person at all: a guest needs `guests: true`. */
export function mayHold(
  { isGuest = false }: Pick<Person, 'isGuest'>,
  role: Exclude<Role, 'nobody'>,
  policy: Policy,
): boolean {
  return !isGuest || policy.roles[role].guests;
}

function isListed(person: Pick<Person, 'id'>, users: readonly string[]): boolean {
  // An empty id must never match an empty entry.
  if (person.id === '') return false;
  return users.some((user) => user === '*' || user.toLowerCase() === person.id.toLowerCase());
}
