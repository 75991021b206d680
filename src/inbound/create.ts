import type { CallerRules } from './callers';
import { type InboundParts, IncidentEndpoint } from './endpoint';

/** What the configuration says of who may call. */
export interface InboundSettings {
  readonly dev: boolean;
  readonly bot: { readonly appId?: string; readonly allowedTenants: readonly string[] };
  readonly defender: { readonly azure: { readonly tenantId?: string } };
}

/** The door for incidents from outside: callers of the tenants whose people may talk to the bot. */
export function createIncidentEndpoint(
  { bot, defender, dev }: InboundSettings,
  parts: Omit<InboundParts, 'rules'> & { readonly authority: string },
): IncidentEndpoint {
  const own = defender.azure.tenantId;
  const tenants = [...new Set([...bot.allowedTenants, ...(own ? [own] : [])])];
  const rules: CallerRules = { appId: bot.appId, tenants, authority: parts.authority, dev };
  return new IncidentEndpoint({ ...parts, rules });
}
