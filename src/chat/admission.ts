import type { TeamsActivity } from './activity';

/** Whose messages are accepted, and where replies may go. */
export interface AdmissionRules {
  /** Empty only in development: people of any tenant are allowed. */
  readonly allowedTenants: readonly string[];
  /** Host suffixes; `undefined` means Teams' own. */
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
 * Returns whether replies may go to this address: https and a host equal to or below an allowed
 * one. Compares the parsed host name, so that neither `teams.example@evil.test` nor
 * `teams.example.evil.test` passes.
 */
export function mayReplyTo(serviceUrl: string, rules: AdmissionRules): boolean {
  const url = URL.parse(serviceUrl);
  // Parsers disagree about backslashes; no address of Teams contains one.
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
 * Returns whether the activity comes from an allowed tenant. Teams names the tenant twice, and in
 * shared channels the person's own as well: all must be allowed.
 */
export function isOurTenant(activity: TeamsActivity, rules: AdmissionRules): boolean {
  const conversation = activity.conversation.tenantId;
  const channel = activity.channelData?.tenant?.id;
  if (conversation && channel && !same(conversation, channel)) return false;
  // The configuration requires a list outside development, so empty means any.
  if (rules.allowedTenants.length === 0) return rules.dev;
  const isAllowed = (tenant?: string) => rules.allowedTenants.some((ours) => same(ours, tenant));
  const sender = activity.from.tenantId;
  return isAllowed(conversation) && isAllowed(channel) && (!sender || isAllowed(sender));
}

function same(one: string, other?: string): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

/**
 * Returns whether Teams marks the sender as a guest or as not signed in. Ordinary messages have no
 * such mark: there a guest is recognised by the roster only.
 */
export function isGuest({ from }: TeamsActivity): boolean {
  const role = from.userRole?.toLowerCase();
  return role === 'guest' || role === 'anonymous' || /#ext#/i.test(from.userPrincipalName ?? '');
}
