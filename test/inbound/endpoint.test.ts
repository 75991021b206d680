import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIncidentEndpoint } from '../../src/inbound/create';
import type { JournalEvent } from '../../src/ports';
import { type TestClock, testClock } from '../support/clock';
import { quietLog } from '../support/quiet-log';
import { type EntraKeys, entraKeys, tenant } from './entra-keys';

const app = '22222222-2222-4222-8222-222222222222';
const other = '33333333-3333-4333-8333-333333333333';
const elsewhere = '99999999-9999-4999-8999-999999999999';

let keys: EntraKeys;
beforeAll(async () => {
  keys = await entraKeys(app);
});
afterAll(() => keys.close());

interface World {
  readonly started: { name: string; id: string; input: unknown }[];
  readonly clock: TestClock;
  readonly journal: JournalEvent[];
  readonly url: string;
  post(authorization: string | undefined, body?: unknown, headers?: object): Promise<Response>;
  close(): Promise<void>;
}

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function world(
  wishes: { appId?: string; dev?: boolean; authority?: string; silentJournal?: boolean } = {},
): Promise<World> {
  const { appId = app, dev = true, authority = keys.authority } = wishes;
  const clock = testClock();
  const started: World['started'] = [];
  const journal: JournalEvent[] = [];
  const door = createIncidentEndpoint(
    { dev, bot: { appId, allowedTenants: [tenant] }, defender: { azure: {} } },
    {
      authority,
      workflows: {
        start: async (name, id, input) => void started.push({ name, id, input }),
        signal: async () => undefined,
      },
      journal: {
        write: async (event) => {
          if (wishes.silentJournal) throw new Error('the disk is full');
          return { sequence: journal.push(event), hash: '' };
        },
      },
      log: quietLog,
      clock,
    },
  );
  const server = await listening(door);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/incidents`;
  const made: World = {
    clock,
    started,
    journal,
    url,
    post: (authorization, body = { incidentId: '4711' }, headers = {}) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(authorization && { authorization }),
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  worlds.push(made);
  return made;
}

async function listening(door: ReturnType<typeof createIncidentEndpoint>): Promise<Server> {
  let answer: Parameters<Parameters<typeof door.mount>[0]['post']>[1];
  door.mount({ post: (_path, given) => (answer = given) });
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('an incident that automation posts', () => {
  it('is taken, recorded with who sent it, and answered with its number', async () => {
    const { journal, post, started } = await world();

    const answer = await post(keys.bearer());

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ id: '4711' });
    expect(started).toEqual([
      { name: 'incident', id: 'incident:4711', input: { incidentId: '4711' } },
    ]);
    expect(journal).toMatchObject([
      {
        operation: 'incident.posted',
        actor: { id: 'sentinel-object-id', name: 'app sentinel' },
        resources: { incident: '4711' },
      },
    ]);
  });

  it('is one story, however often it is posted', async () => {
    const { post, started } = await world();

    await post(keys.bearer());
    const again = await post(keys.bearer(), { incidentId: 4711, title: 'more of Sentinel’s' });

    expect(again.status).toBe(202);
    expect(new Set(started.map(({ id }) => id))).toEqual(new Set(['incident:4711']));
  });

  it.each([
    ['of version 1', { iss: `https://sts.windows.net/${tenant}/` }],
    ['for the app by its URI', { aud: `api://${app}` }],
  ])('is taken with a token %s', async (_what, claims) => {
    const { post } = await world();

    expect((await post(keys.bearer({ claims }))).status).toBe(202);
  });

  it('is not taken when it can not be recorded', async () => {
    const { post, started } = await world({ silentJournal: true });

    expect((await post(keys.bearer())).status).toBe(503);
    expect(started).toEqual([]);
  });
});

describe('a token that is no access token of an app', () => {
  it.each`
    what                         | claims
    ${'an ID token'}             | ${{ azp: undefined, nonce: 'n-1' }}
    ${'a token without an app'}  | ${{ azp: undefined }}
    ${'a person’s access token'} | ${{ scp: 'user_impersonation' }}
    ${'a token for a user'}      | ${{ idtyp: 'user' }}
  `('is refused: $what', async ({ claims }) => {
    const { post, started } = await world();

    expect((await post(keys.bearer({ claims }))).status).toBe(401);
    expect(started).toEqual([]);
  });

  it('is taken when it says that it is an app’s', async () => {
    const { post } = await world();

    expect((await post(keys.bearer({ claims: { idtyp: 'app' } }))).status).toBe(202);
  });
});

describe('a caller that posts too much', () => {
  const all = async (times: number, work: (n: number) => Promise<Response>) => {
    const statuses: number[] = [];
    for (let n = 1; n <= times; n += 1) statuses.push((await work(n)).status);
    return statuses;
  };

  it('starts up to 30 different incidents a minute', async () => {
    const { clock, post, started } = await world();

    const statuses = await all(31, (n) => post(keys.bearer(), { incidentId: 4_000 + n }));
    const known = await post(keys.bearer(), { incidentId: 4_001 });
    const refused = await post(keys.bearer(), { incidentId: 5_000 });
    clock.advance(61_000);
    const later = await post(keys.bearer(), { incidentId: 5_000 });

    expect(statuses.filter((status) => status === 202)).toHaveLength(30);
    expect([known.status, refused.status, later.status]).toEqual([202, 429, 202]);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(new Set(started.map(({ id }) => id)).size).toBe(31);
  });

  it('leaves other callers alone', async () => {
    const { post } = await world();
    await all(31, (n) => post(keys.bearer(), { incidentId: 4_000 + n }));
    const other = keys.bearer({ claims: { azp: 'logic-app', oid: 'logic-app-object-id' } });

    expect((await post(other, { incidentId: 5_000 })).status).toBe(202);
  });
});

describe('a token that is wrong', () => {
  const now = Math.floor(Date.now() / 1000);

  it.each`
    what                                        | says                                                                            | status
    ${'for another app'}                        | ${{ claims: { aud: other } }}                                                   | ${401}
    ${'of another tenant'}                      | ${{ claims: { iss: `https://sts.windows.net/${elsewhere}/`, tid: elsewhere } }} | ${401}
    ${'whose tenant is not its issuer’s'}       | ${{ claims: { tid: elsewhere } }}                                               | ${401}
    ${'of an issuer we never heard of'}         | ${{ claims: { iss: 'https://evil.example/v2.0' } }}                             | ${401}
    ${'that has expired'}                       | ${{ claims: { exp: now - 3600 } }}                                              | ${401}
    ${'that never expires'}                     | ${{ claims: { exp: undefined } }}                                               | ${401}
    ${'that is not valid yet'}                  | ${{ claims: { nbf: now + 3600 } }}                                              | ${401}
    ${'without a tenant'}                       | ${{ claims: { tid: undefined } }}                                               | ${401}
    ${'without any role'}                       | ${{ claims: { roles: undefined } }}                                             | ${403}
    ${'with another role'}                      | ${{ claims: { roles: ['Incident.Read'] } }}                                     | ${403}
    ${'whose role is only a scope'}             | ${{ claims: { roles: undefined, scp: 'Incident.Trigger' } }}                    | ${403}
    ${'signed with another key'}                | ${{ key: 'other' }}                                                             | ${401}
    ${'signed with a key nobody published'}     | ${{ header: { kid: 'k9' } }}                                                    | ${401}
    ${'that is not signed'}                     | ${{ header: { alg: 'none' }, key: 'none' }}                                     | ${401}
    ${'signed with our public key as a secret'} | ${{ header: { alg: 'HS256' }, key: 'public' }}                                  | ${401}
    ${'that claims a stronger algorithm'}       | ${{ header: { alg: 'RS512' } }}                                                 | ${401}
  `('is refused: one $what', async ({ says, status }) => {
    const { journal, post, started } = await world();

    const answer = await post(keys.bearer(says));

    expect(answer.status).toBe(status);
    expect({ started, journal }).toEqual({ started: [], journal: [] });
  });

  it.each(['', 'Basic YTpi', 'Bearer', 'Bearer x', 'Bearer a.b.c', 'Bearer ....'])(
    'is refused: %j',
    async (authorization) => {
      const { post, started } = await world();

      const answer = await post(authorization || undefined);

      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(started).toEqual([]);
    },
  );

  it('is not judged while Entra is silent: the sender may try again', async () => {
    const { post, started } = await world({ authority: 'http://127.0.0.1:9' });
    const token = keys.bearer({ claims: { iss: `http://127.0.0.1:9/${tenant}/v2.0` } });

    expect((await post(token)).status).toBe(503);
    expect(started).toEqual([]);
  });

  it('is not proven with keys that came over plain http outside of development', async () => {
    const { post } = await world({ dev: false });

    expect((await post(keys.bearer())).status).toBe(503);
  });
});

describe('a body', () => {
  it.each([
    ['no JSON', '{'],
    ['no incident', {}],
    ['a path', { incidentId: '../4711' }],
    ['a number below one', { incidentId: 0 }],
    ['a fraction', { incidentId: 1.5 }],
    ['an endless number', { incidentId: '9'.repeat(20) }],
    ['a list', { incidentId: ['4711'] }],
  ])('is refused: %s', async (_what, body) => {
    const { post, started } = await world();

    expect((await post(keys.bearer(), body)).status).toBe(400);
    expect(started).toEqual([]);
  });

  it('is refused when it is too large or no JSON by its type', async () => {
    const { post } = await world();

    expect((await post(keys.bearer(), ' '.repeat(70_000))).status).toBe(413);
    expect((await post(keys.bearer(), 'x=1', { 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('without an app id', () => {
  it('only this machine is served, and only in development', async () => {
    const here = await world({ appId: '' });
    const production = await world({ appId: '', dev: false });

    expect((await here.post(undefined)).status).toBe(202);
    expect((await production.post(undefined)).status).toBe(401);
  });

  it('nobody is served through a proxy', async () => {
    const { post, started } = await world({ appId: '' });

    const answer = await post(undefined, undefined, { 'x-forwarded-for': '203.0.113.9' });

    expect(answer.status).toBe(401);
    expect(started).toEqual([]);
  });
});
