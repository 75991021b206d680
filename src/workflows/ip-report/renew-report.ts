import { minutes } from '../../domain/duration';
import { ruleOf } from '../../domain/policy-actor';
import type { ReportTotals } from '../../domain/stored-report';
import type { IpReportRecord, IpReportRequest } from '../../ports';
import { awaitDefender } from '../engine/await-defender';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow } from '../engine/workflow';
import { rests } from '../incidents/paused-rules';

/**
 * From an alert to its addresses on the card, and from one renewal to the next: alerts come in
 * swarms, and Defender adds evidence to each for some minutes.
 */
export const renewEvery = minutes(10);
// More than a rule's reports of the last minutes, so that the newest of each incident is among them.
const maxLookedAt = 50;

// One that meets an outage may need longer than the first look is away.
const maxLooks = 6;

/**
 * Alerts that came late: what a rule reported of an incident is read again, for the card that it has.
 * One that failed gets its next chance the same way.
 */
export const renewReport = defineWorkflow<'renew-report', WorkflowServices>(
  'renew-report',
  async (context, { reportId }, services) => {
    for (let looks = 0; looks < maxLooks; looks++) {
      await context.waitFor('news', renewEvery);
      const found = await awaitDefender(context, 'look for late alerts', services, () =>
        look(reportId, services),
      );
      if (found === 'running') continue;
      if (found !== 'stale') return;
      const opened = await context.step('open the new report', () =>
        openAnew(context.id, reportId, services),
      );
      if (opened) await context.start('ip-report', opened.id, opened);
      return;
    }
  },
);

async function look(
  id: string,
  services: WorkflowServices,
): Promise<'running' | 'stale' | 'fresh'> {
  const first = await services.ipReports.get(id);
  if (first?.state === 'running') return 'running';
  return first && (await hasMore(first, services)) ? 'stale' : 'fresh';
}

async function hasMore(
  { request, state }: IpReportRecord,
  services: WorkflowServices,
): Promise<boolean> {
  // One that was cancelled is not wanted.
  if (state === 'cancelled' || !('incident' in request.of)) return false;
  const id = request.of.incident;
  if (await rests(id, ruleOf(request.askedBy) ?? '', services)) return false;
  const incident = await services.defender.incident(id);
  // One that was merged is reported with the one that lives on.
  if (!incident || incident.redirectedTo) return false;
  return incident.alerts.length > (await alertsRead(request, services));
}

/** How many alerts stand behind what the card shows; none, where it says that it failed. */
async function alertsRead({ askedBy, id }: IpReportRequest, { ipReports }: WorkflowServices) {
  const reports = await ipReports.list({ askedBy: askedBy.id, open: false, most: maxLookedAt });
  const mine = reports.filter(({ request }) => request.id === id || request.renews === id);
  const newest = mine.find(({ state }) => state === 'ready') ?? (await ipReports.get(id));
  return (newest?.summary?.['totals'] as ReportTotals | undefined)?.alertsRead ?? 0;
}

async function openAnew(requestId: string, reportId: string, { ipReports }: WorkflowServices) {
  const first = await ipReports.get(reportId);
  if (!first) return undefined;
  const { id: _, ...request } = first.request;
  return ipReports.open(requestId, { ...request, renews: reportId });
}
