import { z } from 'zod';
import { clock } from '../../cards/kit/time';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { jobNamed } from '../collect/packages';
import {
  type CollectServices,
  type CustodyServices,
  defineCommand,
  fields,
  type PlatformServices,
} from '../command';

export const hold = defineCommand({
  name: 'hold',
  summary: 'Put a job’s packages on legal hold.',
  usage: 'hold <job>',
  examples: ['hold C-7F3K2'],
  role: 'lead',
  impact: true,
  casual: ['hold'],
  words: 'people',
  args: z.object({ job: fields.job }),

  async run(request, services: PlatformServices & CollectServices & CustodyServices) {
    const { actor, args } = request;
    if (!args.job) throw new UserError(md`Name a job, for example: hold C-7F3K2`);
    const { id } = await jobNamed(args.job, services, md`Nothing was held.`);
    await recordHold('package.held', { id, actor }, services);
    const held = await services.holds.add({
      collectionId: id,
      by: actor,
      at: services.clock.now(),
    });
    const since = clock(held.at, request.render);
    return {
      text: md`${id} on legal hold since ${since} by ${held.by.name}, until a lead releases it.`,
    };
  },
});

/** Journals a hold or release before it takes effect. */
export async function recordHold(
  operation: string,
  { actor, id }: { readonly actor: { id: string; name: string }; readonly id: string },
  { journal }: PlatformServices,
): Promise<void> {
  await journal.write({ operation, actor, outcome: 'started', resources: { collection: id } });
}
