import { z } from 'zod';

const Claims = z.object({
  roles: z.array(z.string()).optional().catch(undefined),
  scp: z.string().optional().catch(undefined),
});

/**
 * The permissions a token holds: `roles` of an app, `scp` of a person. None where it can't be read:
 * some tokens are opaque, and only the API they are for may judge them.
 */
export function rolesOf(token: string): string[] {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { roles, scp } = Claims.parse(JSON.parse(payload));
    return roles ?? scp?.split(' ').filter(Boolean) ?? [];
  } catch {
    return [];
  }
}
