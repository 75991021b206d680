import { z } from 'zod';
import { UserError } from '../../domain/errors';
import { raw, type SafeText, text } from '../../domain/text';
import { defineCommand, fields, type Tools } from '../command';
import { recordHold } from './hold';
import { jobNamed } from '../collect/packages';

export const release = defineCommand({
  name: 'release',
  summary: 'Let the retention remove a held job’s packages again.',
  usage: 'release <job>',
  examples: ['release C-7F3K2'],
  role: 'lead',
  impact: true,
  args: z.object({ job: fields.job }),

  async run(request, tools) {
    const { actor, args } = request;
    if (!args.job) throw new UserError(text`Say which job, for example: release C-7F3K2`);
    const { id } = await jobNamed(args.job, tools, text`Nothing was released.`);
    await recordHold('package.released', { id, actor }, tools);
    const held = await tools.holds.remove(id);
    return { text: released(id, held !== undefined, tools) };
  },
});

function released(id: string, wasHeld: boolean, { policy }: Tools): SafeText {
  const days = text`Packages are kept ${policy.retention.packageDays} days.`;
  return wasHeld
    ? text`${id} is released. ${raw(days)}`
    : text`${id} was not held. Nothing changed. ${raw(days)}`;
}
