import { z } from 'zod';
import { defineCommand, fields } from '../command';
import { settleApproval } from './settle-approval';

export const approve = defineCommand({
  name: 'approve',
  summary: 'Approve a collection request.',
  usage: 'approve <job>',
  examples: ['approve C-7F3K2'],
  // A rule of the policy may let responders decide; what it wants is checked for each job.
  role: 'responder',
  impact: true,
  args: z.object({ job: fields.job, reason: fields.reason }),

  run: (request, services) => settleApproval(request, 'approved', services),
});
