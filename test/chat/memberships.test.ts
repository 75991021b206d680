import type { TeamsActivity } from '../../src/chat/activity';
import { Memberships } from '../../src/chat/memberships';
import { testClock } from '../support/clock';
import { quietLog } from '../support/quiet-log';
import { activityHandlerFor, type HandlerUnderTest } from './an-activity-handler';

const ours = 'tenant-1';

function membershipsOf(answer: () => Promise<unknown>, { appId = 'app', dev = false } = {}) {
  const clock = testClock();
  const asked: string[] = [];
  const memberships = new Memberships({
    adapter: {
      appId,
      member: ({ from }) => {
        asked.push(from.id);
        return answer();
      },
    },
    rules: { allowedTenants: [ours], dev },
    clock,
    log: quietLog,
  });
  return { memberships, asked, clock };
}

const from = (mark: object = {}) =>
  ({ from: { id: '29:mia', aadObjectId: 'u-mia', ...mark } }) as TeamsActivity;
const away = () => Promise.reject(new Error('away'));

describe('a person', () => {
  it.each`
    account                                                       | isGuest
    ${{ userRole: 'user', tenantId: ours }}                       | ${false}
    ${{ userRole: 'User' }}                                       | ${false}
    ${{ userRole: 'guest', tenantId: ours }}                      | ${true}
    ${{ userRole: 'anonymous' }}                                  | ${true}
    ${{ userRole: 'user', tenantId: 'tenant-2' }}                 | ${true}
    ${{ userRole: 'user', userPrincipalName: 'a_b#EXT#@c.test' }} | ${true}
    ${{ userPrincipalName: 'mia@c.test', tenantId: ours }}        | ${false}
    ${{ id: '29:mia' }}                                           | ${true}
    ${[]}                                                         | ${true}
  `('with the account $account is a guest: $isGuest', async ({ account, isGuest }) => {
    const { memberships } = membershipsOf(async () => account);

    expect(await memberships.isGuest(from())).toBe(isGuest);
  });

  it('is asked about once, also when several messages come at once', async () => {
    const { asked, clock, memberships } = membershipsOf(async () => ({ userRole: 'user' }));

    await Promise.all([1, 2, 3].map(() => memberships.isGuest(from())));
    clock.advance(11 * 60 * 60_000);
    await memberships.isGuest(from());
    expect(asked).toHaveLength(1);
    clock.advance(2 * 60 * 60_000);
    await memberships.isGuest(from());
    expect(asked).toHaveLength(2);
  });

  it('is not asked about where the activity itself is marked', async () => {
    const { asked, memberships } = membershipsOf(async () => ({ userRole: 'user' }));

    expect(await memberships.isGuest(from({ userRole: 'guest' }))).toBe(true);
    expect(asked).toEqual([]);
  });

  it('counts as a guest while Teams does not say, and is asked about again soon', async () => {
    const { asked, clock, memberships } = membershipsOf(away);

    expect(await memberships.isGuest(from())).toBe(true);
    clock.advance(31_000);
    expect(await memberships.isGuest(from())).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it('stays what it was while Teams does not say', async () => {
    let works = true;
    const { clock, memberships } = membershipsOf(() =>
      works ? Promise.resolve({ userRole: 'user' }) : away(),
    );
    await memberships.isGuest(from());
    works = false;
    clock.advance(13 * 60 * 60_000);

    expect(await memberships.isGuest(from())).toBe(false);
  });

  it('is a member in development, where nobody is authenticated', async () => {
    const { memberships } = membershipsOf(away, { appId: '', dev: true });

    expect(await memberships.isGuest(from())).toBe(false);
  });
});

describe('a guest whose messages carry no mark', () => {
  let door: HandlerUnderTest;
  afterEach(() => door.close());

  const says = async (wishes?: Parameters<typeof activityHandlerFor>[0]) => {
    door = await activityHandlerFor(wishes);
    const gil = door.teams.person('Gil');
    door.teams.connector.members.set(gil.human.id, { userRole: 'guest' });
    await gil.says('status');
  };

  it('starts no turn', async () => {
    await says();

    expect(door.turns()).toEqual([]);
    expect(door.said).toMatchObject([{ message: { text: '🔒 You can’t use Bailiff here.' } }]);
  });

  it('is heard as a guest where the policy opens a role to guests', async () => {
    await says({ guests: true });

    expect(door.turns()).toMatchObject([{ person: { name: 'Gil', isGuest: true } }]);
  });
});
