import { createRemoteJWKSet, decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';

export interface CallerRules {
  /** Empty only in development: then loopback callers need no token. */
  readonly appId?: string | undefined;
  readonly tenants: readonly string[];
  /** Entra's authority, such as `https://login.microsoftonline.com`. */
  readonly authority: string;
  /** Allows signing keys over http from loopback. */
  readonly dev: boolean;
}

/** The caller, or why the request is rejected. */
export type Caller =
  | { readonly kind: 'caller'; readonly id: string; readonly name: string }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 503; readonly says: string };

export const role = 'Incident.Trigger';

const timeoutMs = 5_000;
const metadata = z.object({ jwks_uri: z.url() });
const claimed = z.object({
  tid: z.string(),
  oid: z.string().optional(),
  azp: z.string().optional(),
  appid: z.string().optional(),
  roles: z.array(z.string()).catch([]),
  idtyp: z.string().optional(),
  scp: z.unknown().optional(),
  nonce: z.unknown().optional(),
});

/**
 * Authenticates callers by an Entra access token: RS256, issued for this app, from an allowed tenant.
 *
 * The app registration decides between token versions 1 and 2, whose issuers differ.
 * Source: https://learn.microsoft.com/entra/identity-platform/access-tokens (read 2026-11-20)
 */
export class Callers {
  readonly #keys = new Map<string, Promise<JWTVerifyGetKey>>();

  constructor(private readonly rules: CallerRules) {}

  async callerOf(authorization: string): Promise<Caller> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
    if (!token) return refused(401, 'a bearer token is needed');
    const tenant = this.#tenantOf(token);
    if (!tenant) return refused(401, 'the token is not of an allowed tenant');
    try {
      const keys = await this.#keysOf(tenant);
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['RS256'],
        issuer: [...this.#issuersOf(tenant)],
        audience: this.#audiences(),
        requiredClaims: ['exp', 'tid'],
        clockTolerance: 60,
      });
      return callerIn(payload, tenant);
    } catch (error) {
      // Any other error means that Entra can't be reached.
      const isWrong = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
      return isWrong ? refused(401, 'the token is not valid') : refused(503, 'Entra is silent');
    }
  }

  #audiences(): string[] {
    const { appId } = this.rules;
    // Without an app id there can be no token for it.
    if (!appId) throw new Error('no app to be called');
    return [appId, `api://${appId}`];
  }

  /** Reads the unverified issuer, only to select the signing keys. */
  #tenantOf(token: string): string | undefined {
    try {
      const { iss = '' } = decodeJwt(token);
      return this.rules.tenants.find((tenant) => this.#issuersOf(tenant).has(iss));
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  #issuersOf(tenant: string): ReadonlySet<string> {
    const { authority } = this.rules;
    return new Set([
      `${authority.replace(/\/+$/, '')}/${tenant}/v2.0`,
      `https://sts.windows.net/${tenant}/`,
    ]);
  }

  #keysOf(tenant: string): Promise<JWTVerifyGetKey> {
    const known = this.#keys.get(tenant);
    if (known) return known;
    const read = this.#readKeys(tenant);
    this.#keys.set(tenant, read);
    // A failed read is retried for the next caller.
    read.catch(() => this.#keys.delete(tenant));
    return read;
  }

  async #readKeys(tenant: string): Promise<JWTVerifyGetKey> {
    const { authority, dev } = this.rules;
    const base = authority.replace(/\/+$/, '');
    const url = `${base}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`;
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    if (!answer.ok) throw new Error(`Entra's metadata: ${answer.status}`);
    const keys = new URL(metadata.parse(await answer.json()).jwks_uri);
    if (keys.protocol !== 'https:' && !(dev && isLoopback(keys.hostname)))
      throw new Error('Entra’s keys are not to be read over http');
    return createRemoteJWKSet(keys, { timeoutDuration: timeoutMs });
  }
}

function callerIn(payload: unknown, tenant: string): Caller {
  const claims = claimed.parse(payload);
  const { appid, azp, oid, roles, tid } = claims;
  if (tid !== tenant) return refused(401, 'the token is not of an allowed tenant');
  if (!roles.includes(role)) return refused(403, `the app role ${role} is needed`);
  if (!isAppOnly(claims)) return refused(401, 'an access token of an app is needed');
  const app = (azp ?? appid)!;
  return { kind: 'caller', id: oid ?? app, name: `app ${app}` };
}

/**
 * An app's own access token: it names the app, and holds neither a person's scopes nor the nonce of a
 * sign-in. ID tokens have the same audience and may hold the same roles.
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference (read 2026-11-30)
 */
function isAppOnly({ appid, azp, idtyp, nonce, scp }: z.output<typeof claimed>): boolean {
  const isNamed = Boolean(azp ?? appid);
  return isNamed && (idtyp ?? 'app') === 'app' && scp === undefined && nonce === undefined;
}

function refused(status: 401 | 403 | 503, says: string): Caller {
  return { kind: 'refused', status, says };
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
}
