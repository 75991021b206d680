import { z } from 'zod';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { type CommandServices, defineCommand, fields } from '../command';
import { findPackages } from '../jobs/own-jobs';

export const received = defineCommand({
  name: 'received',
  summary: 'Confirm that you received a package that you downloaded.',
  usage: 'received <job>|<machine>',
  examples: ['received C-7F3K2', 'received WS-042'],
  role: 'responder',
  impact: true,
  synonyms: ['confirm receipt', 'acknowledge receipt'],
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, services: CommandServices) {
    const { actor } = request;
    const aim = { verb: 'received', tail: [], nothing: unsafeMarkdown(''), trustsAddress: true };
    const search = await findPackages(request, aim, services);
    if (search.kind === 'ask') return search.answer;
    const taken = search.found.filter(({ package: { downloads } }) =>
      downloads?.some(({ by }) => by.id === actor.id),
    );
    if (taken.length === 0)
      throw new UserError(md`You haven’t downloaded a package there. Nothing was confirmed.`);
    const said: SafeText[] = [];
    for (const { collection, package: one } of taken) {
      const { machine, stored } = one;
      const sha256 = (stored?.bag ?? stored)?.sha256;
      await services.journal.write({
        operation: 'package.acknowledged',
        actor,
        outcome: 'success',
        resources: { collection: collection.id, package: one.id, machine: machine.id },
        details: { tool: services.tool, clock: await services.clockQuality(), sha256 },
      });
      const ref = md`Ref ${collection.id}`;
      said.push(md`${shortName(machine)}: receipt confirmed by ${actor.name}. ${markdown(ref)}`);
    }
    return { text: unsafeMarkdown(said.join('\n\n')) };
  },
});
