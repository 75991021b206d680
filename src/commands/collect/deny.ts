import { z } from 'zod';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { type CollectServices, defineCommand, fields, type PlatformServices } from '../command';
import { foreignVerbs } from '../foreign-verbs';
import { settleApproval } from './settle-approval';

export const deny = defineCommand({
  name: 'deny',
  summary: 'Deny a collection request, with a reason.',
  usage: 'deny <job> because <reason>',
  examples: ['deny C-7F3K2 because use the replica'],
  role: 'responder',
  impact: true,
  synonyms: ['reject'],
  casual: ['decline'],
  foreign: foreignVerbs.deny,
  words: 'note',
  interrupts: true,
  args: z.object({ job: fields.job, reason: fields.reason }),

  async run(request, services: PlatformServices & CollectServices) {
    const { job, reason } = request.args;
    if (!reason?.trim())
      throw new UserError(md`Add a reason for the requester: deny ${job ?? 'C-7F3K2'} because …`);
    return settleApproval(request, 'denied', services);
  },
});
