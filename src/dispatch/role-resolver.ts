import type { Policy } from '../access/policy';
import { mayHold, roleOf } from '../access/roles';
import { minutes, seconds } from '../domain/duration';
import { atLeast, type Person, type Role, roles } from '../domain/person';
import type { Clock, Groups, Log } from '../ports';

/** What somebody may do now. */
export interface Access {
  readonly role: Role;
  /** Groups could not be asked, and one of them might give more: it gives nothing until they can. */
  readonly groupsUnavailable?: boolean | undefined;
}

export interface RoleResolverDependencies {
  readonly policy: Policy;
  readonly groups: Groups;
  readonly clock: Clock;
  readonly log: Log;
}

type Holder = Pick<Person, 'id' | 'isGuest'>;

interface Noted {
  readonly access: Access;
  readonly until: number;
}

// A right that was taken away in Entra ends here so much later at most.
const kept = minutes(5);
// While Graph is away nobody waits for it at every word.
const pendingGroupsUnavailable = seconds(30);
const maxNoted = 5_000;

/**
 * Who may do what, by the policy's ids and groups. Groups are asked about only where they could give
 * more than the id gives, and remembered for minutes. What can't be checked is not given.
 */
export class RoleResolver {
  readonly #noted = new Map<string, Noted>();

  constructor(private readonly parts: RoleResolverDependencies) {}

  async accessOf(person: Holder): Promise<Access> {
    const { clock, policy } = this.parts;
    const own = roleOf(person, policy);
    const wanted = groupsAbove(own, person, policy);
    if (wanted.length === 0 || person.id === '') return { role: own };
    const now = clock.now().getTime();
    const key = `${person.id} ${person.isGuest ?? false}`;
    const noted = this.#noted.get(key);
    if (noted && noted.until > now) return noted.access;

    const access = await this.#ask(person, own, wanted);
    const span = clock.real(access.groupsUnavailable ? pendingGroupsUnavailable : kept);
    if (this.#noted.size >= maxNoted) this.#noted.clear();
    this.#noted.set(key, { access, until: now + span });
    return access;
  }

  async #ask(person: Holder, own: Role, wanted: readonly string[]): Promise<Access> {
    const { groups, log, policy } = this.parts;
    try {
      const member = await groups.among(person.id, wanted);
      const given = roles.findLast(
        (role) =>
          role !== 'nobody' &&
          mayHold(person, role, policy) &&
          policy.roles[role].groups.some((group) => member.has(group.toLowerCase())),
      );
      return { role: given && atLeast(given, own) ? given : own };
    } catch (error) {
      log.warn(
        { error, person: person.id },
        'groups could not be asked: they give no right for now',
      );
      return { role: own, groupsUnavailable: true };
    }
  }
}

/** The groups that could give a higher role than this one. */
function groupsAbove(own: Role, person: Holder, policy: Policy): string[] {
  const ids = roles.flatMap((role) =>
    role !== 'nobody' && !atLeast(own, role) && mayHold(person, role, policy)
      ? policy.roles[role].groups
      : [],
  );
  return [...new Set(ids)];
}
