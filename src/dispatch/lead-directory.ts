import { leadsOf, maxLeads } from '../access/on-call';
import { minutes, seconds } from '../domain/duration';
import type { Person } from '../domain/person';
import type { Leads } from '../ports';
import type { RoleResolverDependencies } from './role-resolver';

interface Noted {
  readonly people: readonly Person[];
  readonly until: number;
}

const kept = minutes(5);
// While Graph is away no failure waits for it again and again.
const pendingGroupsUnavailable = seconds(30);

/**
 * The people notified as leads: those named in the policy, then members of its groups. Grants no
 * rights, so a group that can't be read costs no notification: its last known members are used
 * instead.
 */
export class LeadDirectory implements Leads {
  readonly #members = new Map<string, readonly Person[]>();
  #noted?: Noted;

  constructor(private readonly parts: RoleResolverDependencies) {}

  async list(): Promise<readonly Person[]> {
    const { clock, policy } = this.parts;
    const now = clock.now().getTime();
    if (this.#noted && this.#noted.until > now) return this.#noted.people;
    const named = leadsOf(policy);
    let isSure = true;
    for (const group of named.length < maxLeads ? policy.roles.lead.groups : [])
      isSure = (await this.#read(group)) && isSure;

    const members = [...this.#members.values()].flat();
    // The first place is the policy's, the last name is Entra's.
    const byId = new Map([...named, ...members].map((one) => [one.id.toLowerCase(), one]));
    const people = [...byId.values()].slice(0, maxLeads);
    this.#noted = { people, until: now + clock.real(isSure ? kept : pendingGroupsUnavailable) };
    return people;
  }

  async #read(group: string): Promise<boolean> {
    const { groups, log } = this.parts;
    try {
      this.#members.set(group, await groups.members(group));
      return true;
    } catch (error) {
      log.warn(
        { error, group },
        'a group of leads could not be read: its members are not notified',
      );
      return false;
    }
  }
}
