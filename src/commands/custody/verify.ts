import { z } from 'zod';
import type { Answer } from '../../domain/card';
import { shortName } from '../../domain/machine';
import type { Person } from '../../domain/person';
import { raw, type SafeText, text, trusted } from '../../domain/text';
import { verifyBag } from '../../evidence/verify';
import { sentence, translated } from '../../language/language';
import { defineCommand, fields, type Tools } from '../command';
import { type Meant, packagesMeant } from '../jobs/own-jobs';

// Each is read from beginning to end.
const most = 20;

export const verify = defineCommand({
  name: 'verify',
  summary: 'Check that sealed packages are still byte for byte what was sealed.',
  usage: 'verify <job>|<machine>',
  examples: ['verify C-7F3K2', 'verify WS-042'],
  role: 'responder',
  impact: false,
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, tools): Promise<Answer> {
    const aim = { verb: 'verify', tail: [], nothing: trusted(''), trustsAddress: true };
    const meaning = await packagesMeant(request, aim, tools);
    if (meaning.kind === 'ask') return meaning.answer;
    const kept = meaning.meant.filter(({ package: { stored } }) => stored && !stored.removedAt);
    if (kept.length === 0) return { text: text`No package is kept there, so nothing was checked.` };
    if (kept.length > most)
      return {
        text: text`That is ${kept.length} packages; I check up to ${most} at once. Nothing was checked.`,
      };
    const said: SafeText[] = [];
    for (const one of kept) said.push(await checked(one, request.actor, tools));
    return { text: trusted(said.join('\n\n')) };
  },
});

/** A file that is gone or changed is said, and stands in the journal. */
async function checked(one: Meant, actor: Person, tools: Tools): Promise<SafeText> {
  const { collection, package: found } = one;
  const name = shortName(found.machine);
  const fault = await faultOf(one, tools);
  await tools.journal.write({
    operation: 'package.verified',
    actor,
    outcome: fault ? 'failure' : 'success',
    resources: { collection: collection.id, package: found.id, machine: found.machine.id },
    details: fault ? { fault } : {},
  });
  const ref = text`Ref ${collection.id}`;
  if (!fault) return text`✅ ${name}: whole. Every byte is what was sealed. ${raw(ref)}`;
  return text`❌ ${name}: not what was sealed. ${translated(fault)} It is not handed out. ${raw(ref)}`;
}

async function faultOf({ package: { stored } }: Meant, { evidence }: Tools) {
  const verdict = await evidence.onDisk(stored!.file, (path) => verifyBag(path));
  if (!verdict) return sentence`The file is gone from the evidence store.`;
  return verdict.valid ? undefined : verdict.fault.words;
}
