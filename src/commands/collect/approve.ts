import { z } from 'zod';
import { type CollectServices, defineCommand, fields, type PlatformServices } from '../command';
import { foreignVerbs } from '../foreign-verbs';
import { settleApproval } from './settle-approval';

export const approve = defineCommand({
  name: 'approve',
  summary: 'Approve a collection request.',
  usage: 'approve <job>',
  examples: ['approve C-7F3K2'],
  // The policy may let responders decide; settleApproval checks the role that each approval needs.
  role: 'responder',
  impact: true,
  synonyms: ['lgtm'],
  casual: ['allow'],
  foreign: foreignVerbs.approve,
  words: 'note',
  interrupts: true,
  args: z.object({ job: fields.job, reason: fields.reason }),

  run: (request, services: PlatformServices & CollectServices) =>
    settleApproval(request, 'approved', services),
});
