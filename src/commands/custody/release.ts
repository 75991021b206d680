import { z } from 'zod';
import { UserError } from '../../domain/errors';
import { markdown, md, type SafeText } from '../../domain/text';
import { jobNamed } from '../collect/packages';
import {
  type CollectServices,
  type CustodyServices,
  defineCommand,
  fields,
  type PlatformServices,
} from '../command';
import { recordHold } from './hold';

export const release = defineCommand({
  name: 'release',
  summary: 'Release a job’s packages from legal hold.',
  usage: 'release <job>',
  examples: ['release C-7F3K2'],
  role: 'lead',
  impact: true,
  casual: ['release'],
  words: 'people',
  // Releasing a machine from isolation is Defender's business, and the opposite of ending a hold.
  instead: (_named, spoken) =>
    /\b(?:isolation|quarantine)\b/.test(spoken) ? 'unisolate' : undefined,
  args: z.object({ job: fields.job }),

  async run(request, services: PlatformServices & CollectServices & CustodyServices) {
    const { actor, args } = request;
    if (!args.job) throw new UserError(md`Name a job, for example: release C-7F3K2`);
    const { id } = await jobNamed(args.job, services, md`Nothing was released.`);
    await recordHold('package.released', { id, actor }, services);
    const held = await services.holds.remove(id);
    return { text: released(id, held !== undefined, services) };
  },
});

function released(id: string, wasHeld: boolean, { policy }: PlatformServices): SafeText {
  const days = md`Packages are retained for ${policy.retention.packageDays} days.`;
  return wasHeld
    ? md`${id} is released. ${markdown(days)}`
    : md`${id} wasn’t on legal hold. ${markdown(days)}`;
}
