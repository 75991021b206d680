import type { Alert, Incident } from '../domain/alert';
import { minutes } from '../domain/duration';
import { isDefenderError } from '../domain/errors';
import { type IpReport, IpReportBuilder } from '../domain/ip-report';
import { totalsOf } from '../domain/kept-report';
import { recorded } from '../language/language';
import type { IpReportRequest } from '../ports';
import type { Found } from './ip-report-card';
import { ReadingCancelled, ReadingProgress } from './reading-progress';
import type { StoryTools } from './tools';

/** What reading gave: a report that is kept now, or why there is none. */
export type Reading =
  | { readonly found: Found; readonly incident?: string }
  /** Defender does not know it. */
  | { readonly unknown: string }
  | { readonly cancelled: true };

/** What was read, before it is kept. */
type Read =
  | { readonly report: IpReport; readonly incident?: string }
  | { readonly unknown: string };

// Each costs one call of 100 a minute; more than this would starve everybody else.
const mostExtraCalls = 25;
const mostRedirects = 5;

/** Reads the alerts and keeps what they say; only counts are given back, however many there are. */
export async function readAddresses(request: IpReportRequest, tools: StoryTools): Promise<Reading> {
  const { clock, ipMemory } = tools;
  const readAt = clock.now();
  try {
    const read = await readSubject(request, tools);
    if ('unknown' in read) return read;
    const { report, incident } = read;
    const memory = await ipMemory.keep(request, report, readAt);
    const fresh = isFresh(report.lastAlert, tools);
    const found = { totals: totalsOf(report), memory, readAt: readAt.toISOString(), fresh };
    return { found, ...(incident && { incident }) };
  } catch (error) {
    if (error instanceof ReadingCancelled) return { cancelled: true };
    throw error;
  }
}

async function readSubject(request: IpReportRequest, tools: StoryTools): Promise<Read> {
  const { of } = request;
  const progress = new ReadingProgress(request, tools);
  await progress.read(0);
  if ('alert' in of) return ofAlert(of.alert, tools);
  if ('incident' in of) return ofIncident(of.incident, tools);
  return ofWindow(of, tools, progress);
}

async function ofAlert(id: string, tools: StoryTools): Promise<Read> {
  const alert = await tools.defender.alert(id);
  if (!alert) return { unknown: recorded`alert ${id}` };
  const report = await build([alert], tools);
  return { report, incident: alert.incidentId };
}

/** Merged incidents are followed to the one that lives on. */
async function ofIncident(id: string, tools: StoryTools): Promise<Read> {
  let incident: Incident | undefined = await tools.defender.incident(id);
  for (let hops = 0; incident?.redirectedTo && hops < mostRedirects; hops++)
    incident = await tools.defender.incident(incident.redirectedTo);
  if (!incident) return { unknown: recorded`incident ${id}` };
  const report = await build(incident.alerts, tools);
  return { report, incident: incident.id };
}

async function ofWindow(
  of: Extract<IpReportRequest['of'], { from: string }>,
  tools: StoryTools,
  progress: ReadingProgress,
): Promise<Read> {
  const builder = new IpReportBuilder(tools.ownRanges);
  const budget = { left: mostExtraCalls };
  const pages = tools.defender.alerts({
    from: new Date(of.from),
    to: new Date(of.to),
    severity: of.severity,
  });
  for await (const page of pages) {
    await add(builder, page, { tools, budget });
    await progress.read(page.length);
  }
  return { report: builder.build() };
}

async function build(alerts: readonly Alert[], tools: StoryTools): Promise<IpReport> {
  const builder = new IpReportBuilder(tools.ownRanges);
  await add(builder, alerts, { tools, budget: { left: mostExtraCalls }, asksAll: true });
  return builder.build();
}

/**
 * Asks Defender's own list too: it and the evidence differ in the wild. Alerts whose evidence holds
 * no address go first, and count as unread without it; for the others it is asked while there is room.
 */
async function add(
  builder: IpReportBuilder,
  alerts: readonly Alert[],
  how: { tools: StoryTools; budget: { left: number }; asksAll?: boolean },
): Promise<void> {
  const alertIps = new Map<string, readonly string[]>();
  const unread: string[] = [];
  const [told, untold] = byTelling(alerts.filter(isEndpointAlert));
  for (const [n, alert] of [...untold, ...(how.asksAll ? told : [])].entries()) {
    if (how.budget.left-- <= 0) {
      if (n < untold.length) unread.push(alert.id);
      continue;
    }
    const ips = await ipsOf(alert.id, how.tools);
    if (ips) alertIps.set(alert.id, ips);
    else unread.push(alert.id);
  }
  builder.add(alerts, { alertIps, unread });
}

/** Those whose evidence holds an address, and those without. */
function byTelling(alerts: readonly Alert[]): [Alert[], Alert[]] {
  const tells = ({ evidence }: Alert) => evidence.some(({ address }) => address);
  return [alerts.filter(tells), alerts.filter((alert) => !tells(alert))];
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

/** Evidence is added to an alert for some minutes after it was raised. */
function isFresh(lastAlert: string | undefined, { clock }: StoryTools): boolean {
  return clock.now().getTime() - Date.parse(lastAlert ?? '') < minutes(5);
}
