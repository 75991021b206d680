import { z } from 'zod';
import { askedAtOnce } from '../../cards/ip-report/ip-report-buttons';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import { defineCommand, fields, type PlatformServices, type ReportServices } from '../command';

export const prevalence = defineCommand({
  name: 'prevalence',
  summary: 'Check how many devices connected to more addresses of an IP report.',
  usage: 'prevalence <report>',
  examples: ['prevalence C-5XYZ9'],
  role: 'analyst',
  impact: false,
  args: z.object({ job: fields.job }),

  async run(
    { args: { job }, requestId },
    { ipMemory, ipReports, workflows }: PlatformServices & ReportServices,
  ) {
    const report = job ? await ipReports.get(job) : undefined;
    if (!job || report?.state !== 'ready')
      throw new UserError(md`Name a finished IP report, for example: prevalence C-5XYZ9`);
    const unasked = await ipMemory.unasked(job);
    if (unasked === 0)
      return { text: md`Prevalence is already checked for every remote address in ${job}.` };
    await workflows.start('ip-prevalence', workflowIds.ipPrevalence(job, requestId), {
      reportId: job,
    });
    const most = Math.min(askedAtOnce, unasked);
    return {
      text: md`Checking ${most} of ${unasked} addresses. Results will appear in report ${job}.`,
    };
  },
});
