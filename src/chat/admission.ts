import type { TeamsActivity } from './activity';

/** Whose messages are heard, and where replies may go. */
export interface AdmissionRules {
  /** Empty only in development: then people of any tenant may talk to the bot. */
  readonly allowedTenants: readonly string[];
  /** Ends of host names; `undefined` means Teams' own. */
  readonly allowedServiceHosts?: readonly string[];
  readonly dev: boolean;
}

// Teams' connector hosts, commercial and the US government's clouds:
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages (page of 2025-09-10)
const teamsHosts = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
];

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether replies may go to this address: https and a host that is, or lies under, an allowed one.
 * Compared on the parsed host name, so that neither `teams.example@evil.test` nor
 * `teams.example.evil.test` passes.
 */
export function mayReplyTo(serviceUrl: string, rules: AdmissionRules): boolean {
  const url = URL.parse(serviceUrl);
  // Parsers disagree about a backslash; no address of Teams holds one.
  if (!url || url.username || url.password || /[\\\s]/.test(serviceUrl)) return false;
  if (rules.dev && loopback.has(url.hostname)) return /^https?:$/.test(url.protocol);
  if (url.protocol !== 'https:') return false;
  const hosts = rules.allowedServiceHosts ?? teamsHosts;
  return hosts.some((allowed) => isUnder(url.hostname, allowed.toLowerCase()));
}

function isUnder(host: string, allowed: string): boolean {
  const end = allowed.replace(/^\*?\./, '');
  return host === end || host.endsWith(`.${end}`);
}

/**
 * Whether the activity comes from a tenant that may talk to the bot. Teams names the tenant twice,
 * and in shared channels the person's own as well: all must agree with the list.
 */
export function isOurTenant(activity: TeamsActivity, rules: AdmissionRules): boolean {
  const conversation = activity.conversation.tenantId;
  const channel = activity.channelData?.tenant?.id;
  if (conversation && channel && !same(conversation, channel)) return false;
  // The configuration demands a list outside of development, so empty means: any.
  if (rules.allowedTenants.length === 0) return rules.dev;
  const isAllowed = (tenant?: string) => rules.allowedTenants.some((ours) => same(ours, tenant));
  const sender = activity.from.tenantId;
  return isAllowed(conversation) && isAllowed(channel) && (!sender || isAllowed(sender));
}

function same(one: string, other?: string): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

/**
 * Whether Teams says that the sender is a guest or not signed in. An ordinary message carries no
 * such mark: there a guest is known only by the roles, which name people by object id.
 */
export function isGuest({ from }: TeamsActivity): boolean {
  const role = from.userRole?.toLowerCase();
  return role === 'guest' || role === 'anonymous' || /#ext#/i.test(from.userPrincipalName ?? '');
}
