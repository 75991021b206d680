/** One permission of an app. */
export interface Permission {
  readonly name: string;
  /** Why Bailiff needs it, for operators. */
  readonly why: string;
}

/**
 * Application permissions on WindowsDefenderATP.
 * Sources: https://learn.microsoft.com/defender-endpoint/api/collect-investigation-package,
 * …/get-package-sas-uri, …/cancel-machine-action, …/get-alerts, …/get-ip-statistics (read 2026-11-20),
 * …/get-machine-log-on-users (read 2026-11-30)
 */
export const defenderPermissions: readonly Permission[] = [
  { name: 'Machine.CollectForensics', why: 'to ask for packages' },
  { name: 'Machine.Read.All', why: 'to find machines, follow actions and get links' },
  { name: 'Machine.ReadWrite.All', why: 'to cancel a collection' },
  { name: 'Alert.Read.All', why: 'to read alerts and their addresses' },
  { name: 'Ip.Read.All', why: 'to show how often an address was seen' },
  { name: 'User.Read.All', why: 'to list who was logged on to a machine' },
];

/** On Microsoft Graph, only when incidents and alerts are read there. */
export const incidentPermissions: readonly Permission[] = [
  { name: 'SecurityIncident.Read.All', why: 'to read incidents' },
  { name: 'SecurityAlert.Read.All', why: 'to read alerts of every product' },
];

/**
 * On Microsoft Graph, only when the policy names groups.
 * Source: https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups (page of 2024-10-24)
 */
export const groupPermissions: readonly Permission[] = [
  { name: 'User.Read.All', why: 'to ask about a person’s groups' },
  {
    name: 'GroupMember.Read.All',
    why: 'to see who is in a group of the policy: for their role, and to notify leads',
  },
];

export interface Comparison {
  readonly missing: readonly Permission[];
  /** Granted but not needed: a leaked secret would give these rights too. */
  readonly tooMuch: readonly string[];
}

export function compare(held: readonly string[], needed: readonly Permission[]): Comparison {
  const names = new Set(needed.map(({ name }) => name));
  return {
    missing: needed.filter(({ name }) => !held.includes(name)),
    tooMuch: held.filter((name) => !names.has(name)),
  };
}
