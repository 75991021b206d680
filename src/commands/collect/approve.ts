import { z } from 'zod';
import { defineCommand, fields } from '../command';
import { settleApproval } from './settle-approval';

export const approve = defineCommand({
  name: 'approve',
  summary: 'Allow a collection that waits for somebody else’s word.',
  usage: 'approve <job>',
  examples: ['approve C-7F3K2'],
  // A rule of the policy may let responders decide; what it wants is checked for each job.
  role: 'responder',
  impact: true,
  synonyms: ['lgtm'],
  casual: ['allow'],
  words: 'note',
  interrupts: true,
  args: z.object({ job: fields.job, reason: fields.reason }),

  run: (request, services) => settleApproval(request, 'approved', services),
});
