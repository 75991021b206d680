import type { CallerRules } from './callers';
import { type InboundParts, IncidentEndpoint } from './endpoint';

/** The configuration of the incident endpoint. */
export interface InboundSettings {
  readonly dev: boolean;
  readonly bot: { readonly appId?: string; readonly allowedTenants: readonly string[] };
  readonly defender: { readonly azure: { readonly tenantId?: string } };
}

/** Creates the incident endpoint; callers come from the tenants whose people may use the bot. */
export function createIncidentEndpoint(
  { bot, defender, dev }: InboundSettings,
  parts: Omit<InboundParts, 'rules'> & { readonly authority: string },
): IncidentEndpoint {
  const own = defender.azure.tenantId;
  const tenants = [...new Set([...bot.allowedTenants, ...(own ? [own] : [])])];
  const rules: CallerRules = { appId: bot.appId, tenants, authority: parts.authority, dev };
  return new IncidentEndpoint({ ...parts, rules });
}
