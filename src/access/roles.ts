import { type Person, type Role, roles } from '../domain/person';
import type { Policy } from './schema';

/**
 * The highest role the policy gives a person, by Entra object id or by "*".
 *
 * Groups are not looked at here: who is covered by a group only keeps what the id gives.
 */
export function roleOf(person: Pick<Person, 'id'>, policy: Policy): Role {
  return (
    roles.findLast((role) => role !== 'nobody' && isListed(person, policy.roles[role].users)) ??
    'nobody'
  );
}

function isListed(person: Pick<Person, 'id'>, users: readonly string[]): boolean {
  // An id that is missing must never match an id that is missing.
  if (person.id === '') return false;
  return users.some((user) => user === '*' || user.toLowerCase() === person.id.toLowerCase());
}
