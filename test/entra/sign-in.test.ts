import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { typescript } from '../../demo/child';

const tenant = 'aaaaaaaa-0000-4000-8000-000000000001';
const asked: string[] = [];
let folder: string;
let certificate: string;
let entra: Server;
let authority: string;

/** An Entra with a certificate of its own, which believes every code. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bailiff-entra-'));
  certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', ...kind, ...names, ...files], { stdio: 'ignore' });
  const identity = { key: readFileSync(key), cert: readFileSync(certificate) };
  entra = createServer(identity, (request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.method === 'GET' ? metadata() : tokens()));
  });
  await new Promise<void>((listening) => entra.listen(0, listening));
  authority = `https://localhost:${(entra.address() as AddressInfo).port}/${tenant}`;
});
afterAll(() => {
  entra.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
});

const metadata = () => ({
  issuer: `${authority}/v2.0`,
  authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
  token_endpoint: `${authority}/oauth2/v2.0/token`,
  jwks_uri: `${authority}/discovery/v2.0/keys`,
});

function tokens(): object {
  const now = Math.floor(Date.now() / 1000);
  const claims = { aud: 'the-app', oid: 'mia-id', tid: tenant, nonce: 'n', sub: 's' };
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const body = { ...claims, iss: `${authority}/v2.0`, iat: now, exp: now + 3600 };
  const id = `${part({ alg: 'RS256' })}.${part(body)}.c2ln`;
  return { token_type: 'Bearer', expires_in: 3600, access_token: 'opaque', id_token: id };
}

const signIn = (env: Record<string, string>) =>
  promisify(execFile)(
    process.execPath,
    typescript('test/entra/sign-in-child.ts', authority, tenant, 'the-code'),
    { env: { PATH: process.env['PATH'], ...env } },
  );

describe('the sign-in with Entra, over TLS', () => {
  it('learns who somebody is from a server whose certificate is vouched for', async () => {
    const { stdout } = await signIn({ NODE_EXTRA_CA_CERTS: certificate });

    expect(JSON.parse(stdout)).toEqual({
      address: `${authority}/oauth2/v2.0/authorize`,
      who: { id: 'mia-id' },
    });
    expect(asked).toContain(`POST /${tenant}/oauth2/v2.0/token`);
  });

  it('believes nothing of a server whose certificate nobody vouches for', async () => {
    await expect(signIn({})).rejects.toMatchObject({ stdout: '' });

    expect(asked).toEqual([]);
  });
});
