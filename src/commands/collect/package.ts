import { z } from 'zod';
import { messageCard } from '../../cards/kit/message';
import type { RenderContext } from '../../cards/kit/render-context';
import { clock, size } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import { type Package, type StoredPackage, stateWords } from '../../domain/collection';
import { minutes } from '../../domain/duration';
import type { Suggestion } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import {
  type CollectServices,
  type CommandRequest,
  type CommandServices,
  defineCommand,
  fields,
} from '../command';
import { foreignVerbs } from '../foreign-verbs';
import { type FoundPackage, findPackages } from '../jobs/own-jobs';

// Keeps the card readable; a job can be narrowed by machine.
const shown = 8;
const linkLife = minutes(15);

export const packageCommand = defineCommand({
  name: 'package',
  summary: 'Get a download link for a stored package, with its size and hashes.',
  usage: 'package <job>|<machine>',
  examples: ['package C-7F3K2', 'package WS-042'],
  role: 'responder',
  impact: false,
  synonyms: ['packages', 'download', 'get package', 'get the package'],
  casual: ['link'],
  foreign: foreignVerbs.package,
  weak: { asking: ['get'] },
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, services: CommandServices) {
    const aim = { verb: 'package', tail: [], nothing: unsafeMarkdown(''), trustsAddress: true };
    const search = await findPackages(request, aim, services);
    if (search.kind === 'ask') return search.answer;
    const { job } = request.args;
    const found = job ? search.found : await withStored(search.found, services);
    const [first] = found;
    if (!first) return { text: md`No package has been collected there yet.` };
    const view = request.render;
    const lines: SafeText[] = [];
    for (const one of found.slice(0, shown))
      lines.push(...(await linesOf(one.package, { view, request, services })));
    if (found.length > shown) lines.push(md`Showing ${shown} of ${found.length}.`);
    return answer(found, lines);
  },
});

// A machine is collected a few times a week at most; older packages are behind "jobs".
const looked = 20;

/** Adds the newest stored package of each machine whose latest collection has none yet. */
async function withStored(
  found: readonly FoundPackage[],
  { collections }: CollectServices,
): Promise<FoundPackage[]> {
  const all = found.map(async (latest) => {
    if (isThere(latest.package.stored)) return [latest];
    const machineId = latest.package.machine.id;
    const earlier = (await collections.list({ machineId, most: looked }))
      .flatMap((collection) => collection.packages.map((one) => ({ collection, package: one })))
      .filter((one) => one.package.machine.id === machineId && isThere(one.package.stored));
    const [newest] = earlier.toSorted((a, b) => storedAt(b) - storedAt(a));
    return newest ? [newest, latest] : [latest];
  });
  return (await Promise.all(all)).flat();
}

function storedAt({ package: { stored } }: FoundPackage): number {
  return stored?.storedAt.getTime() ?? 0;
}

/** A card with links is private: anyone who holds a link can use it. */
function answer(found: readonly FoundPackage[], lines: readonly SafeText[]): Reply {
  const ref = found[0]!.collection.id;
  const suggestions = [
    { title: t`Receipt`, verb: 'receipt', words: [ref] },
    { title: t`Status`, verb: 'status', words: [ref] },
  ];
  const show = (buttons: readonly Suggestion[]) =>
    messageCard({ title: titleOf(found), lines, ref, suggestions: buttons });
  if (!found.some((one) => isThere(one.package.stored))) return { card: show(suggestions) };
  const confirm = { title: t`I received it`, verb: 'received', words: [ref] };
  return {
    private: { card: show([confirm, ...suggestions]) },
    public: md`The link to ${ref} is in our private chat. It works once, for 15 minutes.`,
  };
}

function titleOf(found: readonly FoundPackage[]): SafeText {
  const stored = found.filter((one) => isThere(one.package.stored)).length;
  const [first, other] = found;
  if (first && other && found.length === 2 && first.package.machine.id === other.package.machine.id)
    return md`${shortName(first.package.machine)} · Newest stored package`;
  if (found.length > 1) return md`${stored} of ${found.length} packages stored`;
  const { machine, state } = found[0]!.package;
  return stored
    ? md`${shortName(machine)} · Package stored`
    : md`${shortName(machine)} · ${renderMessage(stateWords[state])}`;
}

async function linesOf(
  { id, machine, state, stored }: Package,
  {
    view,
    request,
    services,
  }: { view: RenderContext; request: CommandRequest; services: CommandServices },
): Promise<SafeText[]> {
  if (!stored)
    return [md`${shortName(machine)}: no package yet (${renderMessage(stateWords[state])}).`];
  const about = md`${shortName(machine)}: ${size(stored.size)}, stored ${clock(stored.storedAt, view)}`;
  if (stored.removedAt) {
    const gone = md`${markdown(about)}, removed ${clock(stored.removedAt, view)} at the end of its retention`;
    return [gone, ...hashes(stored)];
  }
  const person = request.actor;
  const url = await services.links.issue({ kind: 'package', id, person, expires: linkLife });
  // Both parts are generated here: the file name from our ids, the URL from random letters.
  const link = unsafeMarkdown(`[${t`Get ${stored.file}`}](${url})`);
  return [md`${markdown(about)} · ${markdown(link)}`, ...hashes(stored)];
}

function isThere(stored?: StoredPackage): boolean {
  return stored !== undefined && !stored.removedAt;
}

function hashes({ sha256, sha512 }: StoredPackage): SafeText[] {
  return [md`sha256 ${sha256}`, md`sha512 ${sha512}`];
}
