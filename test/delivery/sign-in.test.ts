import { createHash, randomBytes } from 'node:crypto';
import {
  createServer as createHttp,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INetworkModule } from '@azure/msal-node';
import { createServer, type Server } from 'restify';
import { OneTimeLinks } from '../../src/delivery/links';
import { PackageEndpoint } from '../../src/delivery/package-endpoint';
import { BrowserSignIn } from '../../src/delivery/sign-in';
import { minutes } from '../../src/domain/duration';
import { EntraSignIn } from '../../src/entra/sign-in';
import { StoredLinks } from '../../src/storage/evidence/one-time-links';
import { aCollection, aPackage, mia } from '../support/builders';
import { type TestClock, testClock } from '../support/clock';
import { memoryCollections } from '../support/collections';
import { type TestDatabase, testDatabase } from '../support/database';
import { quietLog } from '../support/quiet-log';

const tenant = 'aaaaaaaa-0000-4000-8000-000000000001';
const appId = 'bbbbbbbb-0000-4000-8000-000000000002';
const bytes = Buffer.from('the sealed package');
const sha256 = createHash('sha256').update(bytes).digest('hex');

let database: TestDatabase;
let entra: HttpServer;
let server: Server;
let origin: string;
let clock: TestClock;
let signedIn: string[];
let journalWorks: boolean;
let links: OneTimeLinks;
/** Who answers at Entra's page, and what was asked there. */
let visitor: { oid: string; tid: string; aud: string; nonce?: string };
const asked = new Map<string, { challenge: string; nonce: string; redirectUri: string }>();

beforeAll(async () => {
  database = await testDatabase();
  entra = createHttp((req, res) => void answerAsEntra(req, res));
  await new Promise<void>((resolve) => entra.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  entra.close();
  await database.close();
});

const authority = `https://login.entra.example/${tenant}`;
const metadata = () => ({
  issuer: `${authority}/v2.0`,
  authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
  token_endpoint: `${authority}/oauth2/v2.0/token`,
  jwks_uri: `${authority}/discovery/v2.0/keys`,
});

async function answerAsEntra(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of req) pieces.push(piece);
  const form = new URLSearchParams(Buffer.concat(pieces).toString());
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify(req.url?.includes('openid-configuration') ? metadata() : tokens(form)));
}

/** The token endpoint: a code is valid for the verifier whose hash was sent with the request. */
function tokens(form: URLSearchParams): object {
  const question = asked.get(form.get('code') ?? '');
  const verifier = form.get('code_verifier') ?? '';
  const hash = createHash('sha256').update(verifier).digest('base64url');
  const isRight = form.get('client_secret') === 'the secret' && hash === question?.challenge;
  if (!question || !isRight || form.get('redirect_uri') !== question.redirectUri)
    return { error: 'invalid_grant', error_description: 'AADSTS50148' };
  const now = Math.floor(Date.now() / 1000);
  const claims = { nonce: question.nonce, ...visitor, iss: `${authority}/v2.0`, sub: 's' };
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const id = `${part({ alg: 'RS256' })}.${part({ ...claims, iat: now, exp: now + 3600 })}.c2ln`;
  return {
    token_type: 'Bearer',
    expires_in: 3600,
    access_token: 'opaque',
    id_token: id,
    scope: 'openid',
  };
}

/** The library insists on https: what it sends goes to our own server, whatever the host. */
const network: INetworkModule = {
  sendGetRequestAsync: (url) => sendOn(url),
  sendPostRequestAsync: (url, options) =>
    sendOn(url, { method: 'POST', body: options?.body ?? null }),
};
async function sendOn<T>(url: string, options?: RequestInit) {
  const { pathname, search } = new URL(url);
  const { port } = entra.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, options);
  const body = (await answer.json()) as T;
  return { headers: {}, body, status: answer.status };
}

beforeEach(async () => {
  clock = testClock(new Date().toISOString());
  visitor = { oid: mia.id, tid: tenant, aud: appId };
  [signedIn, journalWorks] = [[], true];
  const stored = { file: 'C-7F3K2-1.zip', size: bytes.length, sha256, sha512: '' };
  const one = aPackage({ state: 'ready', stored: { ...stored, storedAt: clock.now() } });
  const collections = memoryCollections([aCollection({ packages: [one] })], clock);
  links = new OneTimeLinks({ rows: new StoredLinks(database.db), clock, publicUrl: () => origin });
  server = createServer();
  new PackageEndpoint({
    ...{ links, collections, clock, log: quietLog },
    signIn: new BrowserSignIn({
      provider: new EntraSignIn({
        ...{ appId, appSecret: 'the secret', authority, tenants: [tenant], network },
      }),
      secret: 'the secret',
      publicUrl: 'https://bailiff.example/',
      journal: {
        async write({ operation, actor }) {
          if (!journalWorks) throw new Error('the disk is full');
          return { sequence: signedIn.push(`${operation} ${actor.id}`), hash: '' };
        },
      },
      ...{ clock, log: quietLog },
    }),
    evidence: {
      read: async () => ({
        size: bytes.length,
        body: (async function* () {
          yield bytes;
        })(),
      }),
    } as never,
    journal: { write: async () => ({ sequence: 1, hash: '' }) },
    roleOf: async () => 'responder',
    onDownloaded: () => {},
    tool: 'Bailiff/test',
    clockQuality: async () => ({ source: 'unknown', synchronized: 'unknown' }),
  }).mount(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});
afterEach(async () => {
  (server as unknown as { server: HttpServer }).server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const aLink = () =>
  links.issue({ kind: 'package', id: 'C-7F3K2/1', person: mia, expires: minutes(15) });

/** A browser, as far as we need one: cookies, and no following by itself. */
function browser() {
  const cookies = new Map<string, string>();
  return async (url: string, method = 'GET') => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = method === 'POST' ? new URLSearchParams({ purpose: 'Malware analysis' }) : null;
    const answer = await fetch(url, { method, body, redirect: 'manual', headers: { cookie } });
    for (const header of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(header)!;
      if (value) cookies.set(name!, value);
      else cookies.delete(name!);
    }
    return answer;
  };
}

/** What happens at Entra's own page: it sends the browser back with a code. */
function signInAt(address: string, change: Record<string, string> = {}): string {
  const { searchParams } = new URL(address);
  const code = randomBytes(8).toString('hex');
  asked.set(code, {
    challenge: searchParams.get('code_challenge')!,
    nonce: searchParams.get('nonce')!,
    redirectUri: searchParams.get('redirect_uri')!,
  });
  const back = { code, state: searchParams.get('state')!, ...change };
  return `${origin}/packages/signed-in?${new URLSearchParams(back)}`;
}

describe('a package behind a sign-in', () => {
  it('stays closed when the sign-in can’t be written down', async () => {
    const [link, open] = [await aLink(), browser()];
    journalWorks = false;

    const sent = await open(link);
    const back = await open(signInAt(sent.headers.get('location')!));

    expect(back.status).toBe(403);
    expect((await open(link, 'POST')).status).toBe(401);
  });

  it('is given to the person the link was made for, once Entra said who it is', async () => {
    const [link, open] = [await aLink(), browser()];

    const sent = await open(link);
    const address = new URL(sent.headers.get('location')!);
    expect(sent.status).toBe(302);
    expect(await sent.text()).toBe('');
    expect(address.origin + address.pathname).toBe(`${authority}/oauth2/v2.0/authorize`);
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      client_id: appId,
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: 'https://bailiff.example/packages/signed-in',
    });
    expect(sent.headers.get('set-cookie')).toMatch(/^__Host-.*; Secure; HttpOnly; SameSite=Lax$/);

    const back = await open(signInAt(address.href));
    expect(back.headers.get('location')).toBe(new URL(link).pathname);
    expect(await (await open(link)).text()).toContain('<form method="post">');
    expect(signedIn).toEqual([`person.signed-in ${mia.id}`]);
    const given = await open(link, 'POST');
    expect(Buffer.from(await given.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('shows nothing and gives nothing to whoever holds the link alone', async () => {
    const link = await aLink();

    expect((await fetch(link, { method: 'POST' })).status).toBe(401);
    expect((await fetch(link, { method: 'HEAD', redirect: 'manual' })).status).toBe(302);
    expect(await (await fetch(link, { redirect: 'manual' })).text()).toBe('');
    expect(await links.find('package', link.split('/').at(-1)!)).toMatchObject({
      person: { id: mia.id },
    });
  });

  it.each`
    visit                         | who                       | change                  | status
    ${'from another tenant'}      | ${{ tid: 'other' }}       | ${{}}                   | ${403}
    ${'with another app’s token'} | ${{ aud: 'another-app' }} | ${{}}                   | ${403}
    ${'answering another nonce'}  | ${{ nonce: 'another' }}   | ${{}}                   | ${403}
    ${'with another state'}       | ${{}}                     | ${{ state: 'another' }} | ${400}
    ${'with a code not for us'}   | ${{}}                     | ${{ code: 'stolen' }}   | ${403}
  `('lets nobody in $visit', async ({ who, change, status }) => {
    const [link, open] = [await aLink(), browser()];
    visitor = { ...visitor, ...who };

    const sent = await open(link);
    const back = await open(signInAt(sent.headers.get('location')!, change));

    expect(back.status).toBe(status);
    expect((await open(link, 'POST')).status).toBe(401);
  });

  it('tells another person that the link is not theirs, without sending them round in circles', async () => {
    const [link, open] = [await aLink(), browser()];
    visitor = { ...visitor, oid: 'u-omar' };
    const sent = await open(link);
    await open(signInAt(sent.headers.get('location')!));

    const refused = await open(link);

    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('belongs to someone else');
    expect((await open(link, 'POST')).status).toBe(401);
  });

  it('takes no answer in a browser that asked nothing, and none that comes too late', async () => {
    const [link, open, stranger] = [await aLink(), browser(), browser()];
    const sent = await open(link);
    const address = sent.headers.get('location')!;

    expect((await stranger(signInAt(address))).status).toBe(400);
    clock.advance(minutes(16));
    expect((await open(signInAt(address))).status).toBe(400);
  });
});
