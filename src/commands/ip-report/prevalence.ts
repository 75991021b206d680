import { z } from 'zod';
import { askedAtOnce } from '../../cards/ip-report/ip-report-buttons';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import { defineCommand, fields } from '../command';

export const prevalence = defineCommand({
  name: 'prevalence',
  summary: 'Ask how many machines talked to more addresses of an IP report.',
  usage: 'prevalence <report>',
  examples: ['prevalence C-5XYZ9'],
  role: 'analyst',
  impact: false,
  args: z.object({ job: fields.job }),

  async run({ args: { job }, requestId }, { ipMemory, ipReports, workflows }) {
    const report = job ? await ipReports.get(job) : undefined;
    if (!job || report?.state !== 'ready')
      throw new UserError(
        md`Say which finished IP report, for example: prevalence C-5XYZ9. Nothing was asked.`,
      );
    const unasked = await ipMemory.unasked(job);
    if (unasked === 0)
      return { text: md`Every remote address of ${job} was asked about. Nothing changed.` };
    await workflows.start('ip-prevalence', workflowIds.ipPrevalence(job, requestId), {
      reportId: job,
    });
    const most = Math.min(askedAtOnce, unasked);
    return {
      text: md`Asking Defender about ${most} of ${unasked}. The card of ${job} will show them.`,
    };
  },
});
