import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whatever a token may say; each field can be made wrong by itself. */
export interface TokenSays {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly key?: KeyObject;
}

export interface TeamsKeys {
  readonly metadataUrl: string;
  readonly issuer: string;
  readonly otherKey: KeyObject;
  /** A Bearer header as Teams sends it, with the given changes. */
  bearer(says?: TokenSays): string;
  close(): Promise<void>;
}

type Pair = ReturnType<typeof newPair>;
const newPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
let made: readonly [Pair, Pair] | undefined;

/** Made once: a pair costs a second, and only the document's address has to be fresh. */
function pairs(): readonly [Pair, Pair] {
  made ??= [newPair(), newPair()];
  return made;
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Real RSA keys behind a real metadata document on loopback. A new port each time: the SDK caches
 * keys for a day under the document's address.
 */
export async function teamsKeys(audience: string, serviceUrl: string): Promise<TeamsKeys> {
  const [own, other] = pairs();
  const issuer = 'https://api.botframework.test';
  const keys = [
    {
      ...own.publicKey.export({ format: 'jwk' }),
      kid: 'k1',
      use: 'sig',
      endorsements: ['msteams'],
    },
  ];
  const server = createServer((req, res) => {
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify(req.url === '/keys' ? { keys } : { issuer, jwks_uri: `${at}/keys` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bearer = ({ claims, header, key = own.privateKey }: TokenSays = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const said = {
      iss: issuer,
      aud: audience,
      serviceurl: serviceUrl,
      nbf: now - 60,
      exp: now + 3600,
    };
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'k1', ...header })}.${part({ ...said, ...claims })}`;
    const signature = createSign('RSA-SHA256').update(signed).sign(key).toString('base64url');
    return `Bearer ${signed}.${signature}`;
  };
  return {
    metadataUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/openid`,
    issuer,
    otherKey: other.privateKey,
    bearer,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
