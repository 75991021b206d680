import { z } from 'zod';
import { messageCard } from '../../cards/kit/message';
import type { RenderContext } from '../../cards/kit/render-context';
import { clock } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import { type Custody, type CustodyEvent, custodyWords, spokenOf } from '../../domain/custody';
import { minutes } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { t } from '../../language/language';
import {
  type CommandRequest,
  type CommandServices,
  type CustodyServices,
  defineCommand,
  fields,
} from '../command';
import { type FoundPackage, findPackages } from '../jobs/own-jobs';
import { storeReceipt } from './store-receipt';

const shown = 12;
const forms = ['pdf', 'json'] as const;

export const receipt = defineCommand({
  name: 'receipt',
  summary: 'Show the chain of custody for a package.',
  usage: 'receipt <job>|<machine> [pdf|json]',
  examples: ['receipt C-7F3K2', 'receipt WS-042 pdf'],
  role: 'responder',
  impact: false,
  synonyms: ['custody', 'chain of custody'],
  words: forms,
  args: z.object({
    job: fields.job,
    machines: fields.machines,
    byIp: fields.byIp,
    words: fields.words,
  }),

  async run(request, services: CommandServices) {
    const aim = { verb: 'receipt', tail: [], nothing: unsafeMarkdown(''), trustsAddress: true };
    const search = await findPackages(request, aim, services);
    if (search.kind === 'ask') return search.answer;
    const [one, ...others] = search.found;
    if (!one) return { text: md`No package has been collected there yet.` };
    if (others.length > 0) throw tooMany(search.found);
    const { custody, files } = await storeReceipt(one, services);
    const form = forms.find((name) => request.args.words.includes(name));
    if (form && files) return sendFile(files[form], request, services);
    const view = request.render;
    const lines = custody.events.map((event) => lineOf(event, view));
    const more = lines.length > shown ? [md`The last ${shown} of ${lines.length}.`] : [];
    const kept = files ? [md`Stored with the package as ${files.pdf} and ${files.json}`] : [];
    const ref = one.collection.id;
    const words = [ref, one.package.machine.id];
    return {
      card: messageCard({
        title: md`Receipt · ${shortName(one.package.machine)}`,
        lines: [...facts(custody), ...more, ...lines.slice(-shown), ...kept],
        ref,
        suggestions: [
          ...(files ? [{ title: t`Get as PDF`, verb: 'receipt', words: [...words, 'pdf'] }] : []),
          { title: t`Status`, verb: 'status', words: [ref] },
        ],
      }),
    };
  },
});

/** One entry: when, what, by whom, for what or to whom. */
function lineOf(event: CustodyEvent, view: RenderContext): SafeText {
  const said = md`${clock(event.at, view)} ${custodyWords(event)} ${event.who} (entry ${event.sequence})`;
  const { party, purpose, reason } = spokenOf(event);
  if (purpose) return md`${markdown(said)}, for: ${purpose}`;
  return party ? md`${markdown(said)}, to ${party}: ${reason}` : said;
}

/** Sends a file of the receipt 1:1, by a link that works once. */
async function sendFile(
  file: string,
  { actor }: CommandRequest,
  { links }: CustodyServices,
): Promise<Reply> {
  const url = await links.issue({
    ...{ kind: 'receipt', id: file, person: actor },
    expires: minutes(15),
  });
  const card = messageCard({
    title: md`Receipt ${file}`,
    lines: [md`Only you can use this link. It works once, for 15 minutes.`],
    link: { title: t`Download`, url },
  });
  return { private: { card }, public: md`Sent to you in our private chat.` };
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
