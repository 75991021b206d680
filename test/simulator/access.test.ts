import { errorOf, example, get, type Json, post, simulatorForTests } from './visitor';

const world = simulatorForTests();
const known = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const nothingGranted = 'aaaaaaaa-bbbb-cccc-dddd-000000000000';
const defender = 'https://api.securitycenter.microsoft.com';

async function signIn(
  change: Record<string, string> = {},
): Promise<{ status: number; json: Json }> {
  const form = new URLSearchParams({
    client_id: known,
    client_secret: 'simulator-secret',
    grant_type: 'client_credentials',
    scope: `${defender}/.default`,
    ...change,
  });
  const url = `${world.simulator.url}/contoso/oauth2/v2.0/token`;
  const response = await fetch(url, { method: 'POST', body: form });
  return { status: response.status, json: (await response.json()) as Json };
}

const tokenOf = async (change: Record<string, string> = {}) =>
  String((await signIn(change)).json['access_token']);
const machines = (token: string | null) => get(`${world.simulator.url}/api/machines?$top=1`, token);

describe('signing in', () => {
  it('gives a token that Defender recognises, with the documented claims', async () => {
    const { json } = await signIn();
    const claims = JSON.parse(
      Buffer.from(String(json['access_token']).split('.')[1] ?? '', 'base64url').toString(),
    ) as Json;

    const answer = await machines(String(json['access_token']));

    expect(answer.status).toBe(200);
    expect(Object.keys(json)).toEqual(Object.keys(example('entra-token-200')));
    expect(claims).toMatchObject({ aud: defender, appid: known, idtyp: 'app', ver: '1.0' });
    expect(claims['roles']).toContain('Machine.CollectForensics');
    expect(claims['roles']).not.toContain('SecurityAlert.Read.All');
  });

  it.each`
    change                                             | status | code       | documented
    ${{ client_secret: 'wrong' }}                      | ${401} | ${7000215} | ${'entra-invalid-client'}
    ${{ client_secret: '' }}                           | ${401} | ${7000218} | ${'entra-invalid-client'}
    ${{ scope: 'https://api.wrong.example/.default' }} | ${400} | ${500011}  | ${'entra-invalid-resource'}
    ${{ client_id: 'nobody' }}                         | ${400} | ${700016}  | ${'entra-invalid-resource'}
  `('is refused with AADSTS$code', async ({ change, status, code, documented }) => {
    const refused = await signIn(change);

    expect(refused.status).toBe(status);
    expect(refused.json['error_codes']).toEqual([code]);
    expect(refused.json['error_description']).toContain(`AADSTS${code}: `);
    expect(Object.keys(refused.json)).toEqual(Object.keys(example(documented)));
  });
});

describe('a request', () => {
  it('without a token, with a foreign one or with an old one is a 401', async () => {
    const token = await tokenOf();
    const [head, body] = token.split('.');

    const statuses = [
      (await machines(null)).status,
      (await machines('something')).status,
      (await machines(`${head}.${body}.forged`)).status,
      (await machines(token)).status,
    ];
    world.simulator.clock.advance(3_600_000);

    expect(statuses).toEqual([401, 401, 401, 200]);
    expect((await machines(token)).status).toBe(401);
  });

  it('of an app that was granted nothing is a 403 that names both lists', async () => {
    const token = await tokenOf({ client_id: nothingGranted });

    const refused = await machines(token);

    expect(refused.status).toBe(403);
    expect(errorOf(refused)['message']).toBe(
      'Missing application roles. API required roles: Machine.Read.All,Machine.ReadWrite.All, application roles: .',
    );
  });

  it('with a token for another resource is a 403', async () => {
    const token = await tokenOf({ scope: 'https://api.security.microsoft.com/.default' });

    expect((await machines(token)).status).toBe(403);
    expect((await get(`${world.simulator.url}/api/incidents`, token)).status).toBe(200);
  });

  it('is refused for its token before its query is read', async () => {
    const refused = await get(`${world.simulator.url}/api/machines?$stop=1`, null);

    expect(refused.status).toBe(401);
  });

  it('may need the newer permission when the switch says so', async () => {
    world.simulator.setApp({
      clientId: 'development',
      name: 'Reader',
      secret: '',
      roles: ['Machine.Read.All'],
    });

    const before = await machines('development');
    world.simulator.switch({ machineReadRoles: 'write only' });
    const after = await machines('development');

    expect([before.status, after.status]).toEqual([200, 403]);
  });

  it('of a person is written down under their name', async () => {
    const path = `${world.simulator.url}/api/machines/ws-042.contoso.example/collectInvestigationPackage`;

    const answer = await post(path, { Comment: 'x' }, 'development:ann@contoso.example');

    expect(answer.json['requestor']).toBe('ann@contoso.example');
  });
});

describe('groups', () => {
  it('are those the test has set', async () => {
    world.simulator.setGroups('U-1', ['g-1', 'g-2']);
    const path = `${world.simulator.url}/v1.0/users/u-1/checkMemberGroups`;

    const answer = await post(path, { groupIds: ['g-2', 'g-3'] });
    const empty = await post(path, { groupIds: [] });

    expect(answer.json['value']).toEqual(['g-2']);
    expect(empty.status).toBe(400);
  });
});
