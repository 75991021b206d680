import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const tenant = '11111111-1111-4111-8111-111111111111';

/** Whatever a token may say; each part can be made wrong by itself. */
export interface TokenSays {
  readonly header?: object;
  readonly claims?: object;
  /** Who signs: Entra, somebody else, nobody, or somebody who takes the public key for a secret. */
  readonly key?: 'own' | 'other' | 'none' | 'public';
}

export interface EntraKeys {
  readonly authority: string;
  bearer(says?: TokenSays): string;
  close(): Promise<void>;
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Entra with real keys behind real metadata on loopback. */
export async function entraKeys(app: string): Promise<EntraKeys> {
  const own = pair();
  const other = pair();
  const jwk = { ...own.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig' };
  const server = createServer((req, res) => {
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const isKeys = req.url === '/keys';
    const isKnown = isKeys || req.url === `/${tenant}/v2.0/.well-known/openid-configuration`;
    res.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    res.end(JSON.stringify(isKeys ? { keys: [jwk] } : { jwks_uri: `${at}/keys` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function signature(signed: string, key: TokenSays['key']): string {
    if (key === 'none') return 'e30';
    if (key === 'public') {
      const secret = own.publicKey.export({ type: 'spki', format: 'pem' });
      return createHmac('sha256', secret).update(signed).digest('base64url');
    }
    const signer = key === 'other' ? other.privateKey : own.privateKey;
    return createSign('RSA-SHA256').update(signed).sign(signer).toString('base64url');
  }

  return {
    authority,
    bearer({ claims, header, key = 'own' } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const said = {
        iss: `${authority}/${tenant}/v2.0`,
        aud: app,
        tid: tenant,
        oid: 'sentinel-object-id',
        azp: 'sentinel',
        roles: ['Incident.Trigger'],
        nbf: now - 60,
        exp: now + 3600,
        ...claims,
      };
      const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'k1', ...header })}.${part(said)}`;
      return `Bearer ${signed}.${signature(signed, key)}`;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
