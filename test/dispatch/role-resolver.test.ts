import { readPolicy } from '../../src/access/policy';
import { RoleResolver } from '../../src/dispatch/role-resolver';
import { DefenderUnreachableError } from '../../src/domain/errors';
import { mia } from '../support/builders';
import { testClock } from '../support/clock';
import { quietLog } from '../support/quiet-log';
import { dispatcherWith } from './a-dispatcher';

/** A resolver over groups that the test controls. */
function bookOf(roles: object) {
  const clock = testClock();
  const member = new Set<string>();
  const asked: (readonly string[])[] = [];
  const graph = { isAway: false };
  const book = new RoleResolver({
    policy: readPolicy(JSON.stringify({ roles }), 'policy'),
    groups: {
      async among(_person, groupIds) {
        asked.push(groupIds);
        if (graph.isAway) throw new DefenderUnreachableError('POST checkMemberGroups', 'no answer');
        return new Set(groupIds.filter((id) => member.has(id)));
      },
      members: async () => [],
    },
    clock,
    log: quietLog,
  });
  return { book, clock, member, asked, graph };
}

const byGroup = {
  analyst: { users: ['*'] },
  responder: { groups: ['g-respond'] },
  lead: { groups: ['g-lead'] },
};

describe('the role of a person', () => {
  it('comes from the highest group they are a member of', async () => {
    const { book, member } = bookOf(byGroup);
    member.add('g-respond').add('g-lead');

    expect(await book.accessOf(mia)).toEqual({ role: 'lead' });
  });

  it('is what the id gives where no group gives more', async () => {
    const { book } = bookOf(byGroup);

    expect(await book.accessOf(mia)).toEqual({ role: 'analyst' });
  });

  it('asks nobody where no group could give more', async () => {
    const { book, asked } = bookOf({ ...byGroup, lead: { users: [mia.id], groups: ['g-lead'] } });

    expect(await book.accessOf(mia)).toEqual({ role: 'lead' });
    expect(asked).toEqual([]);
  });

  it('comes from no group for a guest, unless the role is open to guests', async () => {
    const guest = { ...mia, isGuest: true };
    const closed = bookOf(byGroup);
    const open = bookOf({ ...byGroup, responder: { groups: ['g-respond'], guests: true } });
    for (const { member } of [closed, open]) member.add('g-respond').add('g-lead');

    expect(await closed.book.accessOf(guest)).toEqual({ role: 'nobody' });
    expect(await open.book.accessOf(guest)).toEqual({ role: 'responder' });
    expect(await closed.book.accessOf(mia)).toEqual({ role: 'lead' });
  });

  it('is remembered for five minutes, and then asked anew: a right that went is gone', async () => {
    const { book, clock, member, asked } = bookOf(byGroup);
    member.add('g-lead');
    await book.accessOf(mia);
    member.delete('g-lead');

    clock.advance(4 * 60_000);
    const soon = await book.accessOf(mia);
    clock.advance(2 * 60_000);
    const later = await book.accessOf(mia);

    expect([soon.role, later.role]).toEqual(['lead', 'analyst']);
    expect(asked).toHaveLength(2);
  });

  it('is not more than the id gives while groups can not be asked, and says so', async () => {
    const { book, graph, member } = bookOf(byGroup);
    member.add('g-lead');
    graph.isAway = true;

    expect(await book.accessOf(mia)).toEqual({ role: 'analyst', groupsUnavailable: true });
  });

  it('comes back soon after the groups do, and nobody waits for them at every word', async () => {
    const { book, clock, graph, member, asked } = bookOf(byGroup);
    member.add('g-lead');
    graph.isAway = true;
    await book.accessOf(mia);
    await book.accessOf(mia);
    graph.isAway = false;

    clock.advance(31_000);
    const back = await book.accessOf(mia);

    expect(back).toEqual({ role: 'lead' });
    expect(asked).toHaveLength(2);
  });

  it('is never given for an old answer when the groups have gone away since', async () => {
    const { book, clock, graph, member } = bookOf(byGroup);
    member.add('g-lead');
    await book.accessOf(mia);
    graph.isAway = true;

    clock.advance(6 * 60_000);

    expect(await book.accessOf(mia)).toEqual({ role: 'analyst', groupsUnavailable: true });
  });
});

describe('a refusal', () => {
  it('says that groups unavailable, for then a right may only be missing for now', async () => {
    const { types, ran } = dispatcherWith({ role: 'analyst', groupsUnavailable: true });

    const { words } = await types('collect ws-042');

    expect(words).toContain('Your group memberships couldn’t be checked');
    expect(ran).toEqual([]);
  });

  it('is the same for a machine that exists and one that does not, when one may do nothing', async () => {
    const { types, presses } = dispatcherWith({ role: 'nobody' });

    const answers = [
      await types('collect ws-042'),
      await types('machine ws-999'),
      await types('status C-7F3K2'),
      await presses('collect', ['ws-042']),
      await presses('approve', ['C-7F3K2']),
    ];

    expect(new Set(answers.map(({ words }) => words)).size).toBe(1);
    expect(answers[0]!.words).toBe('🔒 You can’t use Bailiff here.');
  });
});
