import { type Person, type Role, roles } from '../domain/person';
import type { Policy } from './schema';

/**
 * Returns the highest role that the policy gives a person, by Entra object id or by "*".
 *
 * Ignores groups.
 */
export function roleOf(person: Pick<Person, 'id'>, policy: Policy): Role {
  return (
    roles.findLast((role) => role !== 'nobody' && isListed(person, policy.roles[role].users)) ??
    'nobody'
  );
}

function isListed(person: Pick<Person, 'id'>, users: readonly string[]): boolean {
  // An empty id must never match an empty entry.
  if (person.id === '') return false;
  return users.some((user) => user === '*' || user.toLowerCase() === person.id.toLowerCase());
}
