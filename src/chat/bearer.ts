import { z } from 'zod';

const header = z.object({
  alg: z.literal('RS256'),
  kid: z.string().min(1),
  // Extensions that must be understood: Teams uses none (RFC 7515, 4.1.11).
  crit: z.undefined().optional(),
});

// Teams' tokens live for an hour.
const maxLifeSeconds = 24 * 3_600;

/**
 * Rejects tokens that Teams can't have issued before they reach the SDK.
 *
 * The SDK accepts more than Teams sends: RS384 and RS512, tokens that never expire or begin, extensions
 * that it does not understand, and "emulator"
 * tokens, whose service URL it does not compare and for each unknown tenant of which it caches four
 * issuers forever (botframework-connector 4.23.3, emulatorValidation). The SDK checks the signature
 * and everything else afterwards.
 */
export function mayBeFromTeams(authorization: string, issuer: string): boolean {
  const parts = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(authorization);
  if (!parts) return false;
  const claims = z
    .object({
      iss: z.literal(issuer),
      nbf: z.number(),
      exp: z.number(),
      serviceurl: z.string().min(1),
    })
    .refine(({ exp, nbf }) => exp - nbf <= maxLifeSeconds);
  return header.safeParse(decoded(parts[1])).success && claims.safeParse(decoded(parts[2])).success;
}

function decoded(part = ''): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    // Malformed: the caller answers it like any other invalid token.
    return undefined;
  }
}
