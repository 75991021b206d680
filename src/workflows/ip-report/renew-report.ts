import { minutes } from '../../domain/duration';
import type { ReportTotals } from '../../domain/stored-report';
import { ruleOf } from '../../domain/policy-actor';
import type { IpReportRecord, IpReportRequest } from '../../ports';
import { patiently } from '../engine/await-defender';
import { rests } from '../incidents/paused-rules';
import type { StoryTools } from '../engine/services';
import { defineWorkflow } from '../engine/workflow';

/**
 * From an alert to its addresses on the card, and from one renewal to the next: alerts come in
 * swarms, and Defender adds evidence to each for some minutes.
 */
export const renewEvery = minutes(10);
// More than a rule's reports of the last minutes, so that the newest of each incident is among them.
const mostLookedAt = 50;

// One that meets an outage may need longer than the first look is away.
const mostLooks = 6;

/**
 * Alerts that came late: what a rule reported of an incident is read again, for the card that it has.
 * One that failed gets its next chance the same way.
 */
export const renewReport = defineWorkflow<'renew-report', StoryTools>(
  'renew-report',
  async (run, { reportId }, tools) => {
    for (let looks = 0; looks < mostLooks; looks++) {
      await run.waitFor('news', renewEvery);
      const found = await patiently(run, 'look for late alerts', tools, () =>
        look(reportId, tools),
      );
      if (found === 'running') continue;
      if (found !== 'stale') return;
      const opened = await run.step('open the new report', () => openAnew(run.id, reportId, tools));
      if (opened) await run.start('ip-report', opened.id, opened);
      return;
    }
  },
);

async function look(id: string, tools: StoryTools): Promise<'running' | 'stale' | 'fresh'> {
  const first = await tools.ipReports.get(id);
  if (first?.state === 'running') return 'running';
  return first && (await hasMore(first, tools)) ? 'stale' : 'fresh';
}

async function hasMore({ request, state }: IpReportRecord, tools: StoryTools): Promise<boolean> {
  // One that was cancelled is not wanted.
  if (state === 'cancelled' || !('incident' in request.of)) return false;
  const id = request.of.incident;
  if (await rests(id, ruleOf(request.askedBy) ?? '', tools)) return false;
  const incident = await tools.defender.incident(id);
  // One that was merged is reported with the one that lives on.
  if (!incident || incident.redirectedTo) return false;
  return incident.alerts.length > (await alertsRead(request, tools));
}

/** How many alerts stand behind what the card shows; none, where it says that it failed. */
async function alertsRead({ askedBy, id }: IpReportRequest, { ipReports }: StoryTools) {
  const reports = await ipReports.list({ askedBy: askedBy.id, open: false, most: mostLookedAt });
  const mine = reports.filter(({ request }) => request.id === id || request.renews === id);
  const newest = mine.find(({ state }) => state === 'ready') ?? (await ipReports.get(id));
  return (newest?.summary?.totals as ReportTotals | undefined)?.alertsRead ?? 0;
}

async function openAnew(requestId: string, reportId: string, { ipReports }: StoryTools) {
  const first = await ipReports.get(reportId);
  if (!first) return undefined;
  const { id: _, ...request } = first.request;
  return ipReports.open(requestId, { ...request, renews: reportId });
}
