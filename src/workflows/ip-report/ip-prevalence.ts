import { askedAtOnce } from '../../cards/ip-report/ip-report-buttons';
import { isDefenderError } from '../../domain/errors';
import type { ReportMemory, ReportTotals } from '../../domain/stored-report';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow, type WorkflowContext } from '../engine/workflow';
import { foundCard, reportCardOf } from './ip-report-card';

/** So many at once: Defender takes 100 a minute, and others ask, too. */
const together = 5;

/** Asks Defender about more addresses of a report, and draws its card anew. */
export const ipPrevalence = defineWorkflow<'ip-prevalence', WorkflowServices>(
  'ip-prevalence',
  async (context, { reportId }, services) => {
    await askPrevalence(context, reportId, services);
    await context.step('show the report', async () => {
      const report = await services.ipReports.get(reportId);
      if (report?.state !== 'ready') return;
      const kept = report.summary as { totals: ReportTotals; memory: ReportMemory; readAt: string };
      const { request } = report;
      const card = await foundCard(request, { ...kept, fresh: false }, services);
      await services.messenger.show(reportCardOf(request), request.place, card, { final: true });
    });
  },
);

/**
 * How many machines here talked to the heaviest remote addresses that were not asked about yet.
 * It adds to a report and is no part of it: where Defender says no, the report stands without.
 */
export async function askPrevalence(
  context: WorkflowContext,
  reportId: string,
  services: WorkflowServices,
): Promise<void> {
  await context.step('ask how many machines talked to them', async () => {
    const rows = await services.ipMemory.rows(reportId, { unasked: true, most: askedAtOnce });
    const told = new Map<string, number>();
    for (let from = 0; from < rows.length; from += together) {
      const some = rows.slice(from, from + together).map(({ address }) => address);
      const goesOn = await askEach(some, told, services);
      if (!goesOn) break;
    }
    if (told.size > 0) await services.ipMemory.notePrevalence(reportId, told);
  });
}

async function askEach(
  addresses: readonly string[],
  told: Map<string, number>,
  services: WorkflowServices,
) {
  try {
    const answers = await Promise.all(
      addresses.map((address) => services.defender.ipStatistics(address)),
    );
    for (const { ip, prevalence } of answers) told.set(ip, prevalence);
    return true;
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    services.log.warn({ error }, 'how many machines talked to an address could not be read');
    return false;
  }
}
