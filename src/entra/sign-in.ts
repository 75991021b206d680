import { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node';
import { z } from 'zod';

export interface SignInSettings {
  readonly appId: string;
  readonly appSecret: string;
  /** With the tenant: `https://login.microsoftonline.com/<tenant>`. */
  readonly authority: string;
  /** Allowed tenants. */
  readonly tenants: readonly string[];
  /** Replaces the library's HTTP client, for tests. */
  readonly network?: INetworkModule;
}

/** The signed-in person. */
export interface SignedIn {
  /** Entra object id. */
  readonly id: string;
}

export interface SignInRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** SHA-256 of the verifier, base64url (PKCE). */
  readonly challenge: string;
}

export interface SignInAnswer {
  readonly redirectUri: string;
  readonly code: string;
  readonly nonce: string;
  readonly verifier: string;
}

const Claims = z.object({ aud: z.string(), oid: z.string(), tid: z.string(), nonce: z.string() });

/**
 * Sign-in by authorization code with PKCE, scope `openid` only.
 *
 * The id token comes from Entra's token endpoint over TLS, so its signature needs no check of ours
 * (OpenID Connect Core 1.0, section 3.1.3.7); whom and what it is for is checked here.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow (read 2026-11-20)
 */
export class EntraSignIn {
  private readonly app: ConfidentialClientApplication;

  constructor(private readonly settings: SignInSettings) {
    const { appId: clientId, appSecret: clientSecret, authority, network } = settings;
    const knownAuthorities = [new URL(authority).host];
    this.app = new ConfidentialClientApplication({
      auth: { clientId, clientSecret, authority, knownAuthorities },
      ...(network && { system: { networkClient: network } }),
    });
  }

  /** The URL of the sign-in page. */
  address({ challenge, ...request }: SignInRequest): Promise<string> {
    return this.app.getAuthCodeUrl({
      ...request,
      scopes: ['openid'],
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      responseMode: 'query',
    });
  }

  /** Returns who signed in; undefined for another tenant or a mismatching nonce. */
  async who({ nonce, verifier, ...answer }: SignInAnswer): Promise<SignedIn | undefined> {
    const request = { ...answer, scopes: ['openid'], codeVerifier: verifier };
    const { idTokenClaims } = await this.app.acquireTokenByCode(request, { ...answer, nonce });
    const claims = Claims.safeParse(idTokenClaims).data;
    const { appId, tenants } = this.settings;
    const isOurs = claims && claims.aud === appId && claims.nonce === nonce;
    return isOurs && tenants.includes(claims.tid) ? { id: claims.oid } : undefined;
  }
}
