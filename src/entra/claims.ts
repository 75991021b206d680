import { z } from 'zod';

const Claims = z.object({
  roles: z.array(z.string()).optional().catch(undefined),
  scp: z.string().optional().catch(undefined),
});

/**
 * Returns the permissions of a token: `roles` of an app, `scp` of a person. Empty when it can't be
 * decoded: some tokens are opaque.
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
