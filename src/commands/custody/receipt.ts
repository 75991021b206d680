import { z } from 'zod';
import { messageCard } from '../../cards/kit/message';
import { clock } from '../../cards/kit/time';
import { type Custody, custodyFile, custodyOf, custodyWords } from '../../domain/custody';
import { hours } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { t } from '../../language/language';
import { type CommandServices, defineCommand, fields } from '../command';
import { type FoundPackage, findPackages } from '../jobs/own-jobs';

const shown = 12;

export const receipt = defineCommand({
  name: 'receipt',
  summary: 'Show the chain of custody for a package.',
  usage: 'receipt <job>|<machine>',
  examples: ['receipt C-7F3K2', 'receipt WS-042'],
  role: 'responder',
  impact: false,
  synonyms: ['custody', 'chain of custody'],
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, services) {
    const aim = { verb: 'receipt', tail: [], nothing: unsafeMarkdown(''), trustsAddress: true };
    const search = await findPackages(request, aim, services);
    if (search.kind === 'ask') return search.answer;
    const [one, ...others] = search.found;
    if (!one) return { text: md`No package has been collected there yet.` };
    if (others.length > 0) throw tooMany(search.found);
    const custody = await custodyOfPackage(one, services);
    const file = custodyFile(custody);
    // Beside the bag, for whoever reads the store without us.
    if (file) await services.evidence.note(file.name, file.content);
    const view = request.render;
    const lines = custody.events.map(
      (event) =>
        md`${clock(event.at, view)} ${custodyWords(event)} ${event.who} (entry ${event.sequence})`,
    );
    const more = lines.length > shown ? [md`The last ${shown} of ${lines.length}.`] : [];
    const kept = file ? [md`Stored with the package as ${file.name}`] : [];
    return {
      card: messageCard({
        title: md`Receipt · ${shortName(one.package.machine)}`,
        lines: [...facts(custody), ...more, ...lines.slice(-shown), ...kept],
        ref: one.collection.id,
        suggestions: [{ title: t`Status`, verb: 'status', words: [one.collection.id] }],
      }),
    };
  },
});

// A request is kept for up to a day before it is begun, and the journal's time is the writer's: a
// replica whose clock is a little behind must not hide a row.
const before = hours(25);

async function custodyOfPackage(
  { collection, package: one }: FoundPackage,
  { records }: CommandServices,
) {
  const since = new Date(collection.askedAt.getTime() - before);
  return custodyOf(
    { collection, package: one },
    await records.about([one.id, collection.id], since),
  );
}

function facts({ sha256, size }: Custody): SafeText[] {
  if (!sha256) return [md`Nothing is stored yet.`];
  return [md`${size} bytes`, md`sha256 ${sha256}`];
}

function tooMany(found: readonly FoundPackage[]): UserError {
  const ref = found[0]!.collection.id;
  const machines = found.slice(0, 3).map((one) => one.package.machine);
  return new UserError(
    md`${ref} has ${found.length} packages, each with its own receipt. Name the device: receipt ${ref} ${shortName(machines[0]!)}`,
    machines.map((machine) => ({
      title: shortName(machine),
      verb: 'receipt',
      words: [ref, machine.id],
    })),
  );
}
