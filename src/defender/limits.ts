import { type Duration, hours, minutes } from '../domain/duration';

/** So many calls in any span of that length, counted by Defender per app, tenant and endpoint. */
export interface Limit {
  readonly calls: number;
  readonly per: Duration;
}

// "Rate limitations for this API are 100 calls per minute and 1500 calls per hour": the same
// sentence stands on the page of each endpoint in the `usual` rows below (pages of 2020 to 2025).
const usual: readonly Limit[] = [
  { calls: 100, per: minutes(1) },
  { calls: 1500, per: hours(1) },
];

// Source: https://learn.microsoft.com/graph/throttling-limits, "Microsoft Graph Security API"
// (read 2026-11-20): 150 requests a minute per app and tenant. Incidents are not listed of their own.
const graph: readonly Limit[] = [{ calls: 150, per: minutes(1) }];

/** Rate limits per endpoint. The names also appear in metrics, logs and errors. */
export const limits = {
  collectInvestigationPackage: usual,
  getMachineAction: usual,
  listMachineActions: usual,
  cancelMachineAction: usual,
  // Source: https://learn.microsoft.com/defender-endpoint/api/get-package-sas-uri (page of 2024-04-17)
  getPackageUri: [
    { calls: 2, per: minutes(1) },
    { calls: 120, per: hours(1) },
  ],
  getMachine: usual,
  listMachines: usual,
  findMachinesByIp: usual,
  getAlert: usual,
  listAlerts: usual,
  listAlertIps: usual,
  getAlertMachine: usual,
  getIpStatistics: usual,
  // Source: https://learn.microsoft.com/defender-xdr/api-list-incidents (page of 2026-08-07)
  listXdrIncidents: [
    { calls: 50, per: minutes(1) },
    { calls: 1500, per: hours(1) },
  ],
  getXdrIncident: usual,
  listGraphIncidents: graph,
  getGraphIncident: graph,
  // Directory calls have a far higher limit, counted in units; this limit is our own.
  // Source: https://learn.microsoft.com/graph/throttling-limits, "Identity and access" (read 2026-11-20)
  checkMemberGroups: graph,
  listGroupMembers: graph,
} as const satisfies Readonly<Record<string, readonly Limit[]>>;

export type Endpoint = keyof typeof limits;
