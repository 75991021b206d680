import { z } from 'zod';
import { noticeCard } from '../../cards/on-call/failure-alert';
import { clock, size } from '../../cards/kit/time';
import type { View } from '../../cards/kit/render-context';
import type { Answer } from '../../domain/card';
import { type Package, type StoredPackage, stateWords } from '../../domain/collection';
import { minutes } from '../../domain/duration';
import { shortName } from '../../domain/machine';
import { raw, type SafeText, text, trusted } from '../../domain/text';
import { say, translated } from '../../language/language';
import { type CommandRequest, defineCommand, fields, type Tools } from '../command';
import { type Meant, packagesMeant } from '../jobs/own-jobs';
import { viewOf } from '../view';

// More would make the card a wall; a job can be asked for machine by machine.
const shown = 8;
const linkLife = minutes(15);

export const packageCommand = defineCommand({
  name: 'package',
  summary: 'Get a stored package: a link for you alone, its size and its hashes.',
  usage: 'package <job>|<machine>',
  examples: ['package C-7F3K2', 'package WS-042'],
  role: 'responder',
  impact: false,
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, tools) {
    const aim = { verb: 'package', tail: [], nothing: trusted(''), trustsAddress: true };
    const meaning = await packagesMeant(request, aim, tools);
    if (meaning.kind === 'ask') return meaning.answer;
    const { meant } = meaning;
    const [first] = meant;
    if (!first) return { text: text`No package was collected there yet.` };
    const view = viewOf(request, tools);
    const lines: SafeText[] = [];
    for (const one of meant.slice(0, shown))
      lines.push(...(await linesOf(one.package, { view, request, tools })));
    if (meant.length > shown) lines.push(text`Showing ${shown} of ${meant.length}.`);
    return answer(meant, lines);
  },
});

/** With links in it the card goes to who asked alone: whoever holds one can use it. */
function answer(meant: readonly Meant[], lines: readonly SafeText[]): Answer {
  const ref = meant[0]!.collection.id;
  const suggestions = [
    { title: say`Receipt`, verb: 'receipt', words: [ref] },
    { title: say`Status`, verb: 'status', words: [ref] },
  ];
  const card = noticeCard({ title: titleOf(meant), lines, ref, suggestions });
  if (!meant.some((one) => isThere(one.package.stored))) return { card };
  return {
    privately: { card },
    aloud: text`I sent you the link to ${ref} in our own chat. It works once, for 15 minutes.`,
  };
}

function titleOf(meant: readonly Meant[]): SafeText {
  const stored = meant.filter((one) => isThere(one.package.stored)).length;
  if (meant.length > 1) return text`${stored} of ${meant.length} packages stored`;
  const { machine, state } = meant[0]!.package;
  return stored
    ? text`${shortName(machine)} · Package stored`
    : text`${shortName(machine)} · ${translated(stateWords[state])}`;
}

async function linesOf(
  { id, machine, state, stored }: Package,
  { view, request, tools }: { view: View; request: CommandRequest; tools: Tools },
): Promise<SafeText[]> {
  if (!stored)
    return [text`${shortName(machine)}: no package yet (${translated(stateWords[state])}).`];
  const about = text`${shortName(machine)}: ${size(stored.size)}, stored ${clock(stored.storedAt, view)}`;
  if (stored.removedAt) {
    const gone = text`${raw(about)}, removed ${clock(stored.removedAt, view)} when its days were over`;
    return [gone, ...hashes(stored)];
  }
  const person = request.actor;
  const url = await tools.links.issue({ kind: 'package', id, person, expires: linkLife });
  // Both parts are ours: the file is named by our own ids, the address by random letters.
  const link = trusted(`[${say`Get ${stored.file}`}](${url})`);
  return [text`${raw(about)} · ${raw(link)}`, ...hashes(stored)];
}

function isThere(stored?: StoredPackage): boolean {
  return stored !== undefined && !stored.removedAt;
}

function hashes({ sha256, sha512 }: StoredPackage): SafeText[] {
  return [text`sha256 ${sha256}`, text`sha512 ${sha512}`];
}
