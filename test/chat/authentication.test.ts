import type { TokenSays } from '../support/teams-keys';
import { activityHandlerFor, type HandlerUnderTest } from './an-activity-handler';

const past = Math.floor(Date.now() / 1000) - 3600;

describe('who may post to the bot', () => {
  let door: HandlerUnderTest;
  const complaints = jest.spyOn(console, 'error').mockImplementation(() => undefined);

  beforeEach(async () => {
    door = await activityHandlerFor({ authenticated: true });
  });
  afterEach(() => door.close());
  afterAll(() => complaints.mockRestore());

  it('takes a message with a token that Teams signed', async () => {
    const receipt = await door.teams.person('Mia').says('status');

    expect(receipt.status).toBe(200);
    expect(door.turns()).toMatchObject([{ person: { name: 'Mia' }, said: { kind: 'message' } }]);
  });

  it.each<[string, (door: HandlerUnderTest) => TokenSays]>([
    ['is for another bot', () => ({ claims: { aud: 'someone-else' } })],
    [
      'is for several audiences',
      () => ({ claims: { aud: ['22222222-2222-4222-8222-222222222222'] } }),
    ],
    ['comes from another issuer', () => ({ claims: { iss: 'https://api.botframework.com' } })],
    [
      'comes from an emulator',
      () => ({ claims: { iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' } }),
    ],
    ['has expired', () => ({ claims: { exp: past } })],
    ['never expires', () => ({ claims: { exp: undefined } })],
    ['never begins', () => ({ claims: { nbf: undefined } })],
    [
      'lives longer than a day',
      () => ({ claims: { exp: Math.floor(Date.now() / 1000) + 86_400 } }),
    ],
    ['asks for an extension', () => ({ header: { crit: ['b64'], b64: true } })],
    ['is not valid yet', () => ({ claims: { nbf: Math.floor(Date.now() / 1000) + 3600 } })],
    [
      'names another service',
      () => ({ claims: { serviceurl: 'https://smba.trafficmanager.net/other/' } }),
    ],
    ['names no service', () => ({ claims: { serviceurl: undefined } })],
    ['names an unknown key', () => ({ header: { kid: 'k2' } })],
    ['names no key', () => ({ header: { kid: undefined } })],
    ['is signed by another key', ({ keys }) => ({ key: keys!.otherKey })],
    ['says another algorithm', () => ({ header: { alg: 'RS384' } })],
    ['says it needs no signature', () => ({ header: { alg: 'none' } })],
    ['says it is signed by a shared secret', () => ({ header: { alg: 'HS256' } })],
  ])('refuses a token that %s, and no turn runs', async (_what, says) => {
    door.teams.bearer = () => door.keys!.bearer(says(door));

    const receipt = await door.teams.person('Mia').says('status');

    expect(receipt.status).toBe(401);
    expect(door.turns()).toEqual([]);
    expect(door.known.size).toBe(0);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['garbage', 'Bearer garbage'],
    ['another scheme', 'Basic bWlhOnNlY3JldA=='],
    ['three parts that are none', 'Bearer a.b.c'],
  ])('refuses a request with %s', async (_what, header) => {
    door.teams.bearer = header === undefined ? undefined : () => header;

    const receipt = await door.teams.person('Mia').says('status');

    expect(receipt.status).toBe(401);
    expect(door.turns()).toEqual([]);
  });

  it('refuses a token whose signature was tampered with', async () => {
    const good = door.keys!.bearer();
    door.teams.bearer = () => `${good.slice(0, -8)}AAAAAAAA`;

    const receipt = await door.teams.person('Mia').says('status');

    expect(receipt.status).toBe(401);
    expect(door.turns()).toEqual([]);
  });

  it.each(['', 'emulator', 'webchat', 'AseChannel', 'MSTEAMS'])(
    'refuses the channel "%s" although the token is good',
    async (channelId) => {
      const { activity } = await door.teams.person('Mia').says('status');

      const again = await door.teams.send({ ...activity, id: 'other', channelId });

      expect(again.status).toBeGreaterThanOrEqual(400);
      expect(again.status).toBeLessThan(500);
      expect(door.turns()).toHaveLength(1);
    },
  );

  it('says "not now" when the keys of Teams can not be read, and believes nobody', async () => {
    await door.keys!.close();

    const receipt = await door.teams.person('Mia').says('status');

    expect(receipt.status).toBe(503);
    expect(door.turns()).toEqual([]);
  });
});
