import { z } from 'zod';
import { messageCard } from '../../cards/kit/message';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { clean, md, type SafeText } from '../../domain/text';
import { hashOf } from '../../evidence/read-back';
import { t } from '../../language/language';
import { jobNamed } from '../collect/packages';
import {
  type CollectServices,
  type CommandRequest,
  type CustodyServices,
  defineCommand,
  fields,
  type PlatformServices,
} from '../command';
import type { FoundPackage } from '../jobs/own-jobs';
import { storeReceipt } from './store-receipt';

// Each package is read completely.
const most = 20;
const maxParty = 120;

export const handoverPackage = defineCommand({
  name: 'handover package',
  summary: 'Record that a job’s packages leave the organisation, to whom and why.',
  usage: 'handover package <job> to <outside party> because <reason>',
  examples: ['handover package C-7F3K2 to State Police because court order 12/26'],
  role: 'lead',
  impact: true,
  words: 'own',
  args: z.object({ job: fields.job, words: fields.words, reason: fields.reason }),

  async run(request, services: PlatformServices & CollectServices & CustodyServices) {
    const { job, reason, words } = request.args;
    const party = partyIn(words);
    if (!job || !party || !reason)
      throw new UserError(
        md`Name the job, the outside party and the reason, for example: handover package C-7F3K2 to State Police because court order 12/26`,
      );
    const collection = await jobNamed(job, services, md`Nothing was handed over.`);
    const found = collection.packages
      .filter(({ stored }) => stored && !stored.removedAt)
      .map((one) => ({ collection, package: one }));
    if (found.length === 0) throw new UserError(md`No package is stored there.`);
    if (found.length > most)
      throw new UserError(md`That’s ${found.length} packages; I hand over up to ${most} at once.`);
    const lines: SafeText[] = [];
    for (const one of found)
      lines.push(...(await handOver(one, { party, reason, request }, services)));
    return {
      card: messageCard({
        title: md`Handover of ${collection.id} to ${party}`,
        lines: [md`Reason: ${reason}`, ...lines],
        ref: collection.id,
        suggestions: [
          { title: t`Get package`, verb: 'package', words: [collection.id] },
          { title: t`Receipt`, verb: 'receipt', words: [collection.id] },
        ],
      }),
    };
  },
});

interface Handover {
  readonly party: string;
  readonly reason: string;
  readonly request: CommandRequest;
}

/** Checks the stored file, journals the handover, and stores a receipt that contains it. */
async function handOver(
  one: FoundPackage,
  { party, reason, request: { actor } }: Handover,
  services: PlatformServices & CustodyServices,
): Promise<SafeText[]> {
  const { collection, package: found } = one;
  const stored = found.stored!;
  const expected = (stored.bag ?? stored).sha256;
  const sha256 = (await services.evidence.onDisk(stored.file, hashOf))?.sha256;
  const event = {
    actor,
    resources: { collection: collection.id, package: found.id, machine: found.machine.id },
  };
  const name = shortName(found.machine);
  if (sha256 !== expected) {
    const details = { file: stored.file, expected, ...(sha256 && { sha256 }) };
    await services.journal.write({
      ...{ ...event, details },
      operation: 'package.damaged',
      outcome: 'failure',
    });
    return [md`❌ ${name}: the stored file doesn’t match its hash. It was not handed over.`];
  }
  const clock = await services.clockQuality();
  const { sequence } = await services.journal.write({
    ...event,
    operation: 'package.handed-over',
    outcome: 'success',
    details: { party, reason, file: stored.file, sha256, tool: services.tool, clock },
  });
  const { files } = await storeReceipt(one, services);
  return [
    md`${name}: recorded as entry ${sequence}. Receipt to sign: ${files?.pdf ?? ''}`,
    md`sha256 ${sha256}`,
  ];
}

/** All words but the verb's object; the grammar leaves out "to" and articles. */
function partyIn(words: readonly string[]): string {
  const [first = '', ...others] = words;
  const named = /^(?:packages?|evidence)$/i.test(first) ? others : words;
  return clean(named.join(' '), maxParty).trim();
}
