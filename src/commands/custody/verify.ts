import { z } from 'zod';
import type { Reply } from '../../domain/card';
import { shortName } from '../../domain/machine';
import type { Person } from '../../domain/person';
import { markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { hashOf } from '../../evidence/read-back';
import { verifyBag } from '../../evidence/verify';
import { renderMessage, sentence } from '../../language/language';
import {
  type CommandServices,
  type CustodyServices,
  defineCommand,
  fields,
  type PlatformServices,
} from '../command';
import { type FoundPackage, findPackages } from '../jobs/own-jobs';

// Each package is read completely.
const most = 20;

export const verify = defineCommand({
  name: 'verify',
  summary: 'Verify package integrity.',
  usage: 'verify <job>|<machine>',
  examples: ['verify C-7F3K2', 'verify WS-042'],
  role: 'responder',
  impact: false,
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, services: CommandServices): Promise<Reply> {
    const aim = { verb: 'verify', tail: [], nothing: unsafeMarkdown(''), trustsAddress: true };
    const search = await findPackages(request, aim, services);
    if (search.kind === 'ask') return search.answer;
    const kept = search.found.filter(({ package: { stored } }) => stored && !stored.removedAt);
    if (kept.length === 0) return { text: md`No package is stored there.` };
    if (kept.length > most)
      return {
        text: md`That’s ${kept.length} packages; I verify up to ${most} at once.`,
      };
    const said: SafeText[] = [];
    for (const one of kept) said.push(await checked(one, request.actor, services));
    return { text: unsafeMarkdown(said.join('\n\n')) };
  },
});

/** Verifies one package and journals the result. */
async function checked(
  one: FoundPackage,
  actor: Person,
  services: PlatformServices & CustodyServices,
): Promise<SafeText> {
  const { collection, package: found } = one;
  const name = shortName(found.machine);
  const fault = await faultOf(one, services);
  await services.journal.write({
    operation: 'package.verified',
    actor,
    outcome: fault ? 'failure' : 'success',
    resources: { collection: collection.id, package: found.id, machine: found.machine.id },
    details: fault ? { fault } : {},
  });
  const ref = md`Ref ${collection.id}`;
  if (!fault)
    return md`✅ ${name}: verified. The package matches its sealed hash. ${markdown(ref)}`;
  return md`❌ ${name}: verification failed. ${renderMessage(fault)} Download is blocked. ${markdown(ref)}`;
}

/** The bag has to be the very one that was sealed, not just a valid one. */
async function faultOf({ package: { stored } }: FoundPackage, { evidence }: CustodyServices) {
  const { sha256 } = stored!.bag ?? stored!;
  const found = await evidence.onDisk(stored!.file, async (path) => ({
    bag: await hashOf(path),
    verdict: await verifyBag(path),
  }));
  if (!found) return sentence`The file is gone from the evidence store.`;
  if (!found.verdict.valid) return found.verdict.fault.words;
  return found.bag.sha256 === sha256 ? undefined : sentence`It isn’t the bag that was sealed.`;
}
