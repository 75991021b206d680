import { z } from 'zod';
import { noticeCard } from '../cards/notice';
import { clock, size } from '../cards/time';
import type { View } from '../cards/view';
import { type Package, type StoredPackage, stateWords } from '../domain/collection';
import { shortName } from '../domain/machine';
import { type SafeText, text, trusted } from '../domain/text';
import { defineCommand, fields } from './command';
import { type Meant, packagesMeant } from './own-jobs';
import { viewOf } from './view';

// More would make the card a wall; a job can be asked for machine by machine.
const shown = 8;

export const packageCommand = defineCommand({
  name: 'package',
  summary: 'See whether a package is stored, how large it is and its hashes.',
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
    if (!first) return { text: trusted('No package was collected there yet.') };
    const view = viewOf(request, tools);
    const lines = meant.slice(0, shown).flatMap((one) => linesOf(one.package, view));
    if (meant.length > shown) lines.push(text`Showing ${shown} of ${meant.length}.`);
    const ref = first.collection.id;
    return {
      card: noticeCard({
        title: titleOf(meant),
        lines,
        ref,
        suggestions: [{ title: 'Status', verb: 'status', words: [ref] }],
      }),
    };
  },
});

function titleOf(meant: readonly Meant[]): SafeText {
  const stored = meant.filter((one) => one.package.stored).length;
  if (meant.length > 1) return text`${stored} of ${meant.length} packages stored`;
  const { machine, state } = meant[0]!.package;
  return stored
    ? text`${shortName(machine)} · Package stored`
    : text`${shortName(machine)} · ${stateWords[state]}`;
}

function linesOf({ machine, state, stored }: Package, view: View): SafeText[] {
  if (!stored) return [text`${shortName(machine)}: no package yet (${stateWords[state]}).`];
  return [
    text`${shortName(machine)}: ${size(stored.size)}, stored ${clock(stored.storedAt, view)}`,
    ...hashes(stored),
  ];
}

function hashes({ sha256, sha512 }: StoredPackage): SafeText[] {
  return [text`sha256 ${sha256}`, text`sha512 ${sha512}`];
}
