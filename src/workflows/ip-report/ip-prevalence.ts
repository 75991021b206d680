import { askedAtOnce } from '../../cards/ip-report/ip-report-buttons';
import { isDefenderError } from '../../domain/errors';
import type { ReportMemory, ReportTotals } from '../../domain/stored-report';
import { foundCard, reportCardOf } from './ip-report-card';
import type { StoryTools } from '../engine/services';
import { defineWorkflow, type Run } from '../engine/workflow';

/** So many at once: Defender takes 100 a minute, and others ask, too. */
const together = 5;

/** Asks Defender about more addresses of a report, and draws its card anew. */
export const ipPrevalence = defineWorkflow<'ip-prevalence', StoryTools>(
  'ip-prevalence',
  async (run, { reportId }, tools) => {
    await askPrevalence(run, reportId, tools);
    await run.step('show the report', async () => {
      const report = await tools.ipReports.get(reportId);
      if (report?.state !== 'ready') return;
      const kept = report.summary as { totals: ReportTotals; memory: ReportMemory; readAt: string };
      const { request } = report;
      const card = await foundCard(request, { ...kept, fresh: false }, tools);
      await tools.messenger.show(reportCardOf(request), request.place, card, { final: true });
    });
  },
);

/**
 * How many machines here talked to the heaviest remote addresses that were not asked about yet.
 * It adds to a report and is no part of it: where Defender says no, the report stands without.
 */
export async function askPrevalence(run: Run, reportId: string, tools: StoryTools): Promise<void> {
  await run.step('ask how many machines talked to them', async () => {
    const rows = await tools.ipMemory.rows(reportId, { unasked: true, most: askedAtOnce });
    const told = new Map<string, number>();
    for (let from = 0; from < rows.length; from += together) {
      const some = rows.slice(from, from + together).map(({ address }) => address);
      const goesOn = await askEach(some, told, tools);
      if (!goesOn) break;
    }
    if (told.size > 0) await tools.ipMemory.notePrevalence(reportId, told);
  });
}

async function askEach(addresses: readonly string[], told: Map<string, number>, tools: StoryTools) {
  try {
    const answers = await Promise.all(
      addresses.map((address) => tools.defender.ipStatistics(address)),
    );
    for (const { ip, prevalence } of answers) told.set(ip, prevalence);
    return true;
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    tools.log.warn({ error }, 'how many machines talked to an address could not be read');
    return false;
  }
}
