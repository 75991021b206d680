import { hours, minutes, seconds } from '../domain/duration';
import type { BudgetLedger, Clock, Defender, Log, Tokens } from '../ports';
import * as actions from './actions';
import * as alerts from './alerts';
import { Budget } from './budget';
import type { DownloadSettings } from './download';
import { groupedIncidents } from './grouped-incidents';
import { originOf } from './hosts';
import { graphIncidents, type IncidentSource, xdrIncidents } from './incidents';
import * as machines from './machines';
import { openPackage } from './packages';
import { Transport, type TransportServices } from './transport';

/** An API's origin and the scope of its tokens; the two hosts often differ. */
export interface ApiAddress {
  readonly url: string;
  readonly scope: string;
}

export interface DefenderSettings {
  readonly defender: ApiAddress;
  readonly xdr: ApiAddress;
  readonly graph: ApiAddress;
  /** Origin of the portal, for links on cards. */
  readonly portal: string;
  readonly incidentSource: 'graph' | 'xdr' | 'mde';
  /** Host suffixes that packages may be downloaded from. */
  readonly packageHosts: readonly string[];
  /** Allows http to the developer's own machine, with a fixed token. */
  readonly dev: boolean;
  /** `Bailiff/1.2.3` */
  readonly userAgent: string;
  readonly tokens: Tokens;
  readonly ledger: BudgetLedger;
  readonly clock: Clock;
  readonly log: Log;
  readonly onCall?: TransportServices['onCall'];
}

// The simulator's token; a real token is never sent over http.
const fixedTokens: Tokens = { token: async () => 'development' };

/** Creates the adapter of the `Defender` port. */
export function createDefender(settings: DefenderSettings): Defender {
  const { clock } = settings;
  const budget = new Budget(settings.ledger, clock);
  const services = { ...settings, budget, timeoutMs: shorter(clock, seconds(30)) };
  const mde = transport(settings.defender, settings, services);
  const source = incidentSource(mde, settings, services);
  const downloads: DownloadSettings = {
    ...settings,
    suffixes: settings.packageHosts,
    timeoutMs: services.timeoutMs,
    stallMs: shorter(clock, minutes(1)),
    wholeMs: shorter(clock, hours(12)),
  };
  return {
    collectInvestigationPackage: (machineId, comment) =>
      actions.collectInvestigationPackage(mde, machineId, comment),
    machineAction: (actionId) => actions.machineAction(mde, actionId),
    collectionActions: (filter) => actions.collectionActions(mde, filter),
    cancelAction: (actionId, comment) => actions.cancelAction(mde, actionId, comment),

    reserveLink: () => budget.reserveAhead('getPackageUri'),
    releaseLink: (reservation) => budget.release(reservation),
    openPackage: (actionId, reservation, from) =>
      openPackage(mde, { actionId, reservation, from }, downloads),

    ...reading(mde, source, settings.portal),
  };
}

type Acting =
  | 'collectInvestigationPackage'
  | 'machineAction'
  | 'collectionActions'
  | 'cancelAction'
  | 'reserveLink'
  | 'releaseLink'
  | 'openPackage';

function reading(mde: Transport, source: IncidentSource, portal: string): Omit<Defender, Acting> {
  return {
    machine: (idOrName) => machines.machine(mde, idOrName),
    machinesNamed: (names) => machines.machinesNamed(mde, names),
    machinesStartingWith: (prefix) => machines.machinesStartingWith(mde, prefix),
    machinesByIp: (ip) => machines.machinesByIp(mde, ip),
    machinesTagged: (tag) => machines.machinesTagged(mde, tag),

    alert: (alertId) => alerts.alert(mde, alertId, portal),
    alerts: (filter) => alerts.alerts(mde, filter, portal),
    alertIps: (alertId) => alerts.alertIps(mde, alertId),
    alertMachine: (alertId) => machines.alertMachine(mde, alertId),
    ipStatistics: (ip) => alerts.ipStatistics(mde, ip),
    incident: (incidentId) => source.incident(incidentId),
    incidentsSince: (since) => source.incidentsSince(since),
  };
}

function incidentSource(
  mde: Transport,
  settings: DefenderSettings,
  services: TransportServices,
): IncidentSource {
  const { portal } = settings;
  if (settings.incidentSource === 'mde') return groupedIncidents(mde, portal);
  if (settings.incidentSource === 'xdr') {
    return xdrIncidents(transport(settings.xdr, settings, services), portal);
  }
  return graphIncidents(transport(settings.graph, settings, services), portal);
}

/** Creates the transport of one API. */
export function transport(
  address: ApiAddress,
  settings: DefenderSettings,
  services: TransportServices,
): Transport {
  const origin = originOf(address.url, settings.dev);
  const isGraph = address === settings.graph;
  return new Transport(
    {
      origin,
      scope: address.scope,
      tokens: origin.startsWith('http:') ? fixedTokens : settings.tokens,
      headers: {
        'user-agent': settings.userAgent,
        // Without it Graph returns `unknownFutureValue` for enum members added later.
        // Source: https://learn.microsoft.com/graph/best-practices-concept (read 2026-11-20)
        ...(isGraph ? { prefer: 'include-unknown-enum-members' } : {}),
      },
    },
    services,
  );
}

/** A timeout in real milliseconds: scaled with simulated time, at least five seconds. */
export function shorter(clock: Clock, span: Parameters<Clock['real']>[0]): number {
  return Math.max(5000, clock.real(span));
}
