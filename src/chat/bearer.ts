import { z } from 'zod';

const header = z.object({ alg: z.literal('RS256'), kid: z.string().min(1) });

/**
 * Whether a request's token can be from Teams at all: one that is not never reaches the SDK.
 *
 * The SDK takes more than Teams sends: RS384 and RS512, tokens that never expire, and "emulator"
 * tokens, whose service URL it does not compare and for each unknown tenant of which it remembers
 * four issuers for ever (botframework-connector 4.23.3, emulatorValidation). The signature and all
 * else are checked by the SDK afterwards.
 */
export function mayBeFromTeams(authorization: string, issuer: string): boolean {
  const parts = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(authorization);
  if (!parts) return false;
  const claims = z.object({
    iss: z.literal(issuer),
    exp: z.number(),
    serviceurl: z.string().min(1),
  });
  return header.safeParse(decoded(parts[1])).success && claims.safeParse(decoded(parts[2])).success;
}

function decoded(part = ''): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    // Not a token at all, which the caller answers like any other wrong one.
    return undefined;
  }
}
