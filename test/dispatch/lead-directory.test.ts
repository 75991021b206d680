import { readPolicy } from '../../src/access/policy';
import { LeadDirectory } from '../../src/dispatch/lead-directory';
import { DefenderUnreachableError } from '../../src/domain/errors';
import type { Person } from '../../src/domain/person';
import { dana, mia, omar } from '../support/builders';
import { testClock } from '../support/clock';
import { quietLog } from '../support/quiet-log';

/** Leads by the policy, over groups that the test controls. */
function listOf(lead: { users?: string[]; groups?: string[] }) {
  const clock = testClock();
  const members = new Map<string, Person[]>();
  const graph = { isAway: false, asked: 0 };
  const list = new LeadDirectory({
    policy: readPolicy(JSON.stringify({ roles: { lead } }), 'policy'),
    groups: {
      among: async () => new Set(),
      async members(group) {
        graph.asked += 1;
        if (graph.isAway) throw new DefenderUnreachableError('GET listGroupMembers', 'no answer');
        return members.get(group) ?? [];
      },
    },
    clock,
    log: quietLog,
  });
  const names = async () => (await list.list()).map(({ name }) => name);
  return { clock, graph, members, names };
}

describe('the leads who are told', () => {
  it('are those whom the policy names, then the members of its groups, nobody twice', async () => {
    const { members, names } = listOf({ users: [dana.id, '*'], groups: ['g-lead', 'g-more'] });
    members.set('g-lead', [omar, dana]).set('g-more', [mia]);

    expect(await names()).toEqual(['Dana Reyes', 'Omar Haddad', 'Mia Chen']);
  });

  it('are five at most: more are a channel’s business', async () => {
    const { members, names } = listOf({ groups: ['g-lead'] });
    members.set(
      'g-lead',
      Array.from({ length: 9 }, (_, n) => ({ id: `u-${n}`, name: `Lead ${n}` })),
    );

    expect(await names()).toHaveLength(5);
  });

  it('are remembered for five minutes', async () => {
    const { clock, graph, members, names } = listOf({ groups: ['g-lead'] });
    members.set('g-lead', [omar]);
    await names();
    members.set('g-lead', [mia]);

    clock.advance(4 * 60_000);
    expect(await names()).toEqual(['Omar Haddad']);
    clock.advance(2 * 60_000);
    expect(await names()).toEqual(['Mia Chen']);
    expect(graph.asked).toBe(2);
  });

  it('are those known before, and the named ones, while groups can not be read', async () => {
    const { clock, graph, members, names } = listOf({ users: [dana.id], groups: ['g-lead'] });
    members.set('g-lead', [omar]);
    await names();
    graph.isAway = true;

    clock.advance(6 * 60_000);

    expect(await names()).toEqual(['Lead', 'Omar Haddad']);
  });

  it('that nobody can list cost no notice, and are asked for again soon', async () => {
    const { clock, graph, members, names } = listOf({ groups: ['g-lead'] });
    graph.isAway = true;
    members.set('g-lead', [omar]);

    expect(await names()).toEqual([]);
    graph.isAway = false;
    clock.advance(31_000);
    expect(await names()).toEqual(['Omar Haddad']);
  });
});
