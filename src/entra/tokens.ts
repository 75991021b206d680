import type { AccessToken, TokenCredential } from '@azure/identity';
import { minutes } from '../domain/duration';
import { isDefenderError } from '../domain/errors';
import type { Clock, Tokens } from '../ports';
import type { Cloud } from './clouds';
import { type AppIdentity, credentialFor, type HttpClient } from './credential';
import { tokenFailure } from './failure';

// Entra's tokens live about an hour; a call that waits for its rate slot must not outlive its token.
const spareTime = minutes(5);

/**
 * Whether Defender is the simulator on the developer's machine: only loopback is reachable over http.
 * It gets a fixed token; a real one is never sent there.
 */
export function isSimulated({ defender }: Pick<Cloud, 'defender'>): boolean {
  return new URL(defender.url).protocol === 'http:';
}

/** The tokens for a cloud: of Entra, or a fixed one for the simulator. */
export function tokensFor(cloud: Pick<Cloud, 'defender'>, settings: TokenSettings): Tokens {
  return isSimulated(cloud) ? { token: async () => 'development' } : createTokens(settings);
}

export interface TokenSettings {
  readonly identity: AppIdentity;
  readonly clock: Clock;
  /** Replaces the library's HTTP client, for tests. */
  readonly httpClient?: HttpClient;
}

/**
 * Entra tokens of the app, one per scope, cached until five minutes before they expire.
 *
 * Entra gives a token even to an app without permissions: that shows as a 403 at the API.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow (read 2026-11-20)
 */
export function createTokens({ identity, clock, httpClient }: TokenSettings): Tokens {
  const kept = new Map<string, AccessToken>();
  const underWay = new Map<string, Promise<AccessToken>>();
  let credential: Promise<TokenCredential> | undefined;

  const isGood = (token: AccessToken | undefined) =>
    token !== undefined && token.expiresOnTimestamp - clock.now().getTime() > spareTime;

  async function ask(scope: string): Promise<AccessToken> {
    try {
      credential ??= credentialFor(identity, httpClient);
      const token = await (await credential).getToken(scope);
      if (!token) throw new Error('no token');
      kept.set(scope, token);
      return token;
    } catch (error) {
      // Discards a credential that failed.
      credential = undefined;
      throw isDefenderError(error) ? error : tokenFailure(error);
    }
  }

  return {
    async token(scope, { fresh = false } = {}) {
      const known = kept.get(scope);
      if (!fresh && known && isGood(known)) return known.token;
      // The library caches tokens too, and would return the same one again.
      if (known && !underWay.has(scope)) credential = undefined;
      const asked = underWay.get(scope) ?? ask(scope).finally(() => underWay.delete(scope));
      underWay.set(scope, asked);
      return (await asked).token;
    },
  };
}
