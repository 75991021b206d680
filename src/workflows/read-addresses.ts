import type { IpReportSubject } from '../cards/ip-report';
import type { Alert, Incident } from '../domain/alert';
import { minutes } from '../domain/duration';
import { isDefenderError } from '../domain/errors';
import { type IpReport, IpReportBuilder } from '../domain/ip-report';
import type { IpReportRequest } from '../ports';
import type { StoryTools } from './tools';

/** What reading gave: a report, or the name of something Defender does not know. */
export type Reading =
  | {
      readonly report: IpReport;
      /** So young that more may still arrive. */
      readonly fresh: boolean;
      readonly incident?: string;
    }
  | { readonly unknown: string };

// Each costs one call of 100 a minute; more than this would starve everybody else.
const mostExtraCalls = 25;
const mostRedirects = 5;

export function readAddresses(request: IpReportRequest, tools: StoryTools): Promise<Reading> {
  const { of } = request;
  if ('alert' in of) return ofAlert(of.alert, tools);
  if ('incident' in of) return ofIncident(of.incident, tools);
  return ofWindow(of, tools);
}

export function subjectOf({ of }: IpReportRequest): IpReportSubject {
  if ('alert' in of || 'incident' in of) return of;
  return { from: new Date(of.from), to: new Date(of.to), severity: of.severity };
}

async function ofAlert(id: string, tools: StoryTools): Promise<Reading> {
  const alert = await tools.defender.alert(id);
  if (!alert) return { unknown: `alert ${id}` };
  const report = await build([alert], tools, { alwaysAsk: true });
  return { report, fresh: isFresh(alert.createdAt, tools), incident: alert.incidentId };
}

/** Merged incidents are followed to the one that lives on. */
async function ofIncident(id: string, tools: StoryTools): Promise<Reading> {
  let incident: Incident | undefined = await tools.defender.incident(id);
  for (let hops = 0; incident?.redirectedTo && hops < mostRedirects; hops++)
    incident = await tools.defender.incident(incident.redirectedTo);
  if (!incident) return { unknown: `incident ${id}` };
  const report = await build(incident.alerts, tools);
  return { report, fresh: isFresh(incident.createdAt, tools), incident: incident.id };
}

async function ofWindow(
  of: Extract<IpReportRequest['of'], { from: string }>,
  tools: StoryTools,
): Promise<Reading> {
  const builder = new IpReportBuilder(tools.ownRanges);
  const budget = { left: mostExtraCalls };
  const pages = tools.defender.alerts({
    from: new Date(of.from),
    to: new Date(of.to),
    severity: of.severity,
  });
  for await (const page of pages) await add(builder, page, { tools, budget });
  return { report: builder.build(), fresh: false };
}

async function build(
  alerts: readonly Alert[],
  tools: StoryTools,
  { alwaysAsk = false } = {},
): Promise<IpReport> {
  const builder = new IpReportBuilder(tools.ownRanges);
  await add(builder, alerts, { tools, budget: { left: mostExtraCalls }, alwaysAsk });
  return builder.build();
}

/** Asks Defender's own list only for alerts whose evidence holds no address: the two differ in the wild. */
async function add(
  builder: IpReportBuilder,
  alerts: readonly Alert[],
  how: { tools: StoryTools; budget: { left: number }; alwaysAsk?: boolean },
): Promise<void> {
  const alertIps = new Map<string, readonly string[]>();
  const unread: string[] = [];
  for (const alert of alerts) {
    const told = alert.evidence.some(({ address }) => address);
    if ((told && !how.alwaysAsk) || !isEndpointAlert(alert)) continue;
    if (how.budget.left-- <= 0) {
      unread.push(alert.id);
      continue;
    }
    const ips = await ipsOf(alert.id, how.tools);
    if (ips) alertIps.set(alert.id, ips);
    else unread.push(alert.id);
  }
  builder.add(alerts, { alertIps, unread });
}

/** Only Defender for Endpoint knows lists of addresses; other products' alerts have no such call. */
function isEndpointAlert({ id }: Alert): boolean {
  return /^(da|ar)\d/.test(id);
}

/** One alert that can't be read is counted, and does not spoil the report of the others. */
async function ipsOf(alertId: string, { defender, log }: StoryTools) {
  try {
    return await defender.alertIps(alertId);
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    log.warn({ error, alertId }, 'the addresses of an alert could not be read');
    return undefined;
  }
}

function isFresh(createdAt: string, { clock }: StoryTools): boolean {
  return clock.now().getTime() - Date.parse(createdAt) < minutes(5);
}
