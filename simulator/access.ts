import { createHmac, timingSafeEqual } from 'node:crypto';
import { type ApiRequest, type Family, header } from './answer';
import { ApiError } from './api-error';
import type { App, Apps } from './apps';
import type { Clock } from './clock';

/** The caller of a request; `name` becomes the `requestor` of its machine actions. */
export interface Caller {
  readonly app: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Undefined for the development token, which every audience accepts. */
  readonly audience: string | undefined;
}

interface Claims {
  readonly aud: string;
  readonly appid: string;
  readonly roles?: readonly string[];
  /** In simulated time, unlike `exp`, which is wall-clock time. */
  readonly simulatedExpiry: number;
}

const secret = 'simulator-signing-key';

/** Issues a token shaped like Entra's, signed so that a forged one is detected. */
export function signToken(claims: Claims & Record<string, unknown>): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ typ: 'JWT', alg: 'RS256', kid: 'simulator' })}.${encode(claims)}`;
  return `${signed}.${signature(signed)}`;
}

function signature(signed: string): string {
  return createHmac('sha256', secret).update(signed).digest('base64url');
}

export class Access {
  constructor(
    private readonly apps: Apps,
    private readonly developmentToken: string,
    private readonly clock: Clock,
  ) {}

  /** @throws {ApiError} 401: the token is missing, forged or expired */
  caller(request: ApiRequest): Caller {
    const [scheme, token] = (header(request, 'authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) throw unauthorized();
    return this.developer(token) ?? this.issued(token);
  }

  /** `development` is the app itself; `development:ann@contoso.example` is Ann, through the app. */
  private developer(token: string): Caller | undefined {
    const { developmentToken } = this;
    const app = this.apps.development();
    if (token === developmentToken) return { ...holder(app), audience: undefined };
    if (!token.startsWith(`${developmentToken}:`)) return undefined;
    const name = token.slice(developmentToken.length + 1);
    return { ...holder(app), name, audience: undefined };
  }

  private issued(token: string): Caller {
    const [head = '', body = '', given = ''] = token.split('.');
    const expected = Buffer.from(signature(`${head}.${body}`));
    const actual = Buffer.from(given);
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
      throw unauthorized();
    }
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
    if (claims.simulatedExpiry <= this.clock.now()) throw unauthorized();
    const app = this.apps.find(claims.appid);
    const roles = claims.roles ?? [];
    return { app: claims.appid, name: app?.name ?? claims.appid, roles, audience: claims.aud };
  }
}

function holder({ clientId, name, roles }: App) {
  return { app: clientId, name, roles };
}

function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'The request does not have a valid access token');
}

const audiences: Partial<Record<Family, readonly string[]>> = {
  mde: [
    'https://api.securitycenter.microsoft.com',
    'https://api.securitycenter.windows.com',
    'https://securitycenter.onmicrosoft.com/windowsatpservice',
  ],
  xdr: ['https://api.security.microsoft.com'],
  graph: ['https://graph.microsoft.com'],
};

export const knownAudiences = Object.values(audiences).flat();

/** A token for the wrong resource gets a 403, not a 401, as Microsoft's pages say. */
export function checkPermission(caller: Caller, family: Family, required: readonly string[]): void {
  const accepted = audiences[family];
  if (accepted && caller.audience !== undefined && !accepted.includes(caller.audience)) {
    throw new ApiError(
      403,
      'Forbidden',
      `The token's audience ${caller.audience} is not accepted.`,
    );
  }
  if (required.length === 0 || required.some((role) => caller.roles.includes(role))) return;
  const separator = family === 'graph' ? ', ' : ',';
  throw new ApiError(
    403,
    'Forbidden',
    `Missing application roles. API required roles: ${required.join(separator)}, ` +
      `application roles: ${caller.roles.join(separator)}.`,
  );
}
