import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpClient } from '../../src/entra/credential';
import { createTokens, tokensFor } from '../../src/entra/tokens';
import { testClock } from '../support/clock';
import { recorded } from '../support/stub-server';

const tenant = '11111111-2222-3333-4444-555555555555';
const identity = {
  tenantId: tenant,
  clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  clientSecret: 'canary-secret',
  authority: 'https://login.microsoftonline.com',
};
const scope = 'https://api.securitycenter.microsoft.com/.default';

/** Entra's answers, given to the real library in place of the network. */
function entra(...answers: { status: number; body: string }[]) {
  const asked: { url: string; body: string }[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const isToken = new URL(request.url).pathname.endsWith('/token');
      if (isToken) asked.push({ url: request.url, body: String(request.body) });
      const { status, body } = isToken ? (answers.shift() ?? failed()) : discovery(request.url);
      return { request, status, bodyAsText: body, headers: request.headers };
    },
  };
  return { asked, httpClient };
}

function failed(): never {
  throw new Error('Entra was asked once too often');
}

/** What MSAL asks before it asks for a token. */
function discovery(url: string): { status: number; body: string } {
  const authority = `https://login.microsoftonline.com/${tenant}`;
  const body = url.includes('/discovery/instance')
    ? {
        tenant_discovery_endpoint: `${authority}/v2.0/.well-known/openid-configuration`,
        metadata: [],
      }
    : {
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        issuer: `${authority}/v2.0`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      };
  return { status: 200, body: JSON.stringify(body) };
}

function aToken(token: string, expiresIn = 3599) {
  const body = { ...JSON.parse(recorded('entra-token-200')), access_token: token };
  return { status: 200, body: JSON.stringify({ ...body, expires_in: expiresIn }) };
}

describe('tokens of Entra', () => {
  // MSAL reckons with the real time, so the test's clock begins there.
  const now = () => testClock(new Date().toISOString());

  it('are asked for once and kept, one per audience', async () => {
    const { asked, httpClient } = entra(aToken('defender'), aToken('graph'));
    const tokens = createTokens({ identity, clock: now(), httpClient });

    const got = [
      await tokens.token(scope),
      await tokens.token('https://graph.microsoft.com/.default'),
      await tokens.token(scope),
    ];

    expect(got).toEqual(['defender', 'graph', 'defender']);
    expect(new URLSearchParams(asked[0]?.body).get('scope')).toContain(scope);
    expect(asked[0]?.url).toContain(`/${tenant}/oauth2/v2.0/token`);
  });

  it('asked for by twenty at once are one', async () => {
    const { asked, httpClient } = entra(aToken('one'));
    const tokens = createTokens({ identity, clock: now(), httpClient });

    await Promise.all(Array.from({ length: 20 }, () => tokens.token(scope)));

    expect(asked).toHaveLength(1);
  });

  it('are replaced five minutes before they end', async () => {
    const { httpClient } = entra(aToken('first'), aToken('second'));
    const clock = now();
    const tokens = createTokens({ identity, clock, httpClient });

    const got = [await tokens.token(scope)];
    clock.advance(54 * 60_000);
    got.push(await tokens.token(scope));
    clock.advance(2 * 60_000);
    got.push(await tokens.token(scope));

    expect(got).toEqual(['first', 'first', 'second']);
  });

  it('that were refused are really new afterwards, not the library’s kept ones', async () => {
    const { httpClient } = entra(aToken('old'), aToken('new'));
    const tokens = createTokens({ identity, clock: now(), httpClient });

    await tokens.token(scope);

    expect(await tokens.token(scope, { fresh: true })).toBe('new');
    expect(await tokens.token(scope)).toBe('new');
  });

  it.each([
    ['entra-invalid-client', 401, 'AADSTS7000215'],
    ['entra-invalid-resource', 400, 'AADSTS500011'],
  ])('that Entra refuses (%s) are told with its code', async (body, status, code) => {
    const { httpClient } = entra({ status, body: recorded(body) });
    const tokens = createTokens({ identity, clock: now(), httpClient });

    const failure: unknown = await tokens.token(scope).catch((error) => error);

    expect(failure).toMatchObject({
      name: 'DefenderRefused',
      refusal: { code, trace: '9a8b7c6d-0000-4000-8000-001122334455', asked: 'POST token' },
    });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });

  it('are asked for again after a failure', async () => {
    const refused = { status: 401, body: recorded('entra-invalid-client') };
    const { httpClient } = entra(refused, aToken('good'));
    const tokens = createTokens({ identity, clock: now(), httpClient });

    await expect(tokens.token(scope)).rejects.toMatchObject({ name: 'DefenderRefused' });

    expect(await tokens.token(scope)).toBe('good');
  });

  it('that do not come because Entra is away are a matter of reach', async () => {
    const httpClient: HttpClient = {
      sendRequest: async () => {
        throw Object.assign(new Error('canary'), { code: 'ECONNREFUSED', name: 'Error' });
      },
    };
    const tokens = createTokens({ identity, clock: now(), httpClient });

    const failure: unknown = await tokens.token(scope).catch((error) => error);

    expect(failure).toMatchObject({ name: 'DefenderUnreachable' });
    expect(JSON.stringify(failure) + String((failure as Error).cause)).not.toContain('canary');
  });

  it('are one fixed word on a developer’s own machine', async () => {
    const simulator = { defender: { url: 'http://127.0.0.1:4010', scope } };
    const tokens = tokensFor(simulator, { identity, clock: testClock() });

    expect(await tokens.token(scope)).toBe('development');
  });

  it('need a library that is loaded only when a token is asked for', () => {
    const sources = ['tokens', 'credential'].map((file) =>
      readFileSync(join(__dirname, `../../src/entra/${file}.ts`), 'utf8'),
    );

    expect(sources.join()).not.toMatch(/^import (?!type)[^;]*'@azure\/identity'/m);
  });
});
