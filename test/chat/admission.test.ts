import { readActivity, type TeamsActivity } from '../../src/chat/activity';
import { isGuest, isOurTenant, mayReplyTo } from '../../src/chat/admission';
import { activity, messageActivity } from '../support/teams-activities';
import { activityHandlerFor, type HandlerUnderTest } from './an-activity-handler';

const ours = '11111111-1111-4111-8111-111111111111';
const theirs = '99999999-9999-4999-8999-999999999999';

describe('where replies may go', () => {
  const rules = { allowedTenants: [ours], dev: false };

  it.each([
    'https://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net:8443/emea/',
    'https://SMBA.trafficmanager.net/',
    'https://smba.infra.gov.teams.microsoft.us/',
  ])('to %s', (url) => {
    expect(mayReplyTo(url, rules)).toBe(true);
  });

  it.each([
    'http://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net.evil.test/',
    'https://evil-smba.trafficmanager.net.test/',
    'https://evilsmba.trafficmanager.net/',
    'https://other.trafficmanager.net/',
    'https://smba.trafficmanager.net@evil.test/',
    'https://user:word@smba.trafficmanager.net/',
    'https://evil.test/smba.trafficmanager.net',
    'https://evil.test#smba.trafficmanager.net',
    'https://smba.trafficmanager.net\\@evil.test/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:169.254.169.254]/',
    'http://127.0.0.1:3978/',
    'https://localhost/',
    'ftp://smba.trafficmanager.net/',
    'smba.trafficmanager.net',
    '',
  ])('never to “%s”', (url) => {
    expect(mayReplyTo(url, rules)).toBe(false);
  });

  it.each([
    ['http://127.0.0.1:5000/', true],
    ['http://localhost/', true],
    ['http://[::1]:5000/', true],
    ['http://127.0.0.2/', false],
    ['http://127.0.0.1.evil.test/', false],
    ['http://smba.trafficmanager.net/', false],
  ])('in development to loopback: %s is %s', (url, allowed) => {
    expect(mayReplyTo(url, { ...rules, dev: true })).toBe(allowed);
  });

  it('goes to the hosts of the configuration instead, when there are some', () => {
    const own = { ...rules, allowedServiceHosts: ['.teams.example'] };

    expect(mayReplyTo('https://emea.teams.example/', own)).toBe(true);
    expect(mayReplyTo('https://smba.trafficmanager.net/', own)).toBe(false);
  });
});

describe('whose tenant', () => {
  const from = (change: Record<string, unknown>): TeamsActivity => {
    const world = {
      serviceUrl: 'https://x/',
      tenantId: ours,
      bot: { id: '28:b', name: 'Bailiff' },
    };
    const human = { id: '29:m', name: 'Mia', aadObjectId: 'u-mia' };
    const room = { id: 'a:1', conversationType: 'personal', isGroup: false } as const;
    return readActivity({ ...activity(world, human, room), type: 'message', ...change })!;
  };
  const rules = { allowedTenants: [ours.toUpperCase()], dev: false };

  it.each([
    ['ours, named twice', {}, true],
    [
      'another in both places',
      { conversation: { id: 'a', tenantId: theirs }, channelData: { tenant: { id: theirs } } },
      false,
    ],
    ['another in the conversation', { conversation: { id: 'a', tenantId: theirs } }, false],
    ['another in the channel data', { channelData: { tenant: { id: theirs } } }, false],
    ['none in the conversation', { conversation: { id: 'a' } }, false],
    ['none in the channel data', { channelData: {} }, false],
    ['a person of another in a shared channel', { from: { id: '29:x', tenantId: theirs } }, false],
  ])('%s', (_what, change, expected) => {
    expect(isOurTenant(from(change), rules)).toBe(expected);
  });

  it('is anybody’s only in development', () => {
    const stranger = from({
      conversation: { id: 'a', tenantId: theirs },
      channelData: { tenant: { id: theirs } },
    });

    expect(isOurTenant(stranger, { allowedTenants: [], dev: true })).toBe(true);
    expect(isOurTenant(stranger, { allowedTenants: [], dev: false })).toBe(false);
  });

  it('even in development never two that contradict each other', () => {
    const odd = from({ channelData: { tenant: { id: theirs } } });

    expect(isOurTenant(odd, { allowedTenants: [], dev: true })).toBe(false);
  });

  it.each([
    { userRole: 'guest' },
    { userRole: 'anonymous' },
    { userPrincipalName: 'a_b.test#EXT#@c.test' },
  ])('knows a guest by %j', (mark) => {
    expect(isGuest(from({ from: { id: '29:x', aadObjectId: 'u-x', ...mark } }))).toBe(true);
  });
});

describe('who is turned away at the door', () => {
  let door: HandlerUnderTest;
  afterEach(() => door.close());

  it('another organisation: no turn, nothing remembered', async () => {
    door = await activityHandlerFor({ rules: { allowedTenants: [theirs] } });

    const receipt = await door.teams.person('Eve').says('help');

    expect(receipt.status).toBe(403);
    expect([door.turns().length, door.known.size, door.said.length]).toEqual([0, 0, 0]);
  });

  it('a message whose replies would go to a foreign host', async () => {
    door = await activityHandlerFor();
    const { activity: sent } = await door.teams.person('Mia').says('status');

    const receipt = await door.teams.send({
      ...sent,
      id: 'o',
      serviceUrl: 'https://smba.trafficmanager.net.evil.test/',
    });

    expect(receipt.status).toBe(403);
    expect(door.turns()).toHaveLength(1);
  });

  it('a guest, politely', async () => {
    door = await activityHandlerFor();
    const guest = { id: '29:guest', name: 'Guest', aadObjectId: 'u-g', userRole: 'guest' };

    await asks(guest, door.teams.world.serviceUrl);

    expect(door.turns()).toEqual([]);
    expect(door.said).toMatchObject([{ message: { text: '🔒 You can’t use Bailiff here.' } }]);
  });

  it('somebody without an Entra id, politely', async () => {
    door = await activityHandlerFor({ rules: { dev: false } });

    await asks({ id: '29:who', name: 'Who' }, 'https://smba.trafficmanager.net/emea/');

    expect(door.turns()).toEqual([]);
    expect(door.said).toHaveLength(1);
  });

  async function asks(from: Record<string, unknown>, serviceUrl: string): Promise<void> {
    const { world } = door.teams;
    const mia = door.teams.person('Mia');
    const typed = messageActivity(world, { from: mia.human, room: mia.chat, text: 'status' });
    const receipt = await door.teams.send({ ...typed, from, serviceUrl });
    expect(receipt.status).toBe(200);
  }
});
