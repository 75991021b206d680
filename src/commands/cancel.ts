import { z } from 'zod';
import { clock } from '../cards/time';
import { stateWords } from '../domain/collection';
import { UserError } from '../domain/errors';
import { shortName } from '../domain/machine';
import { atLeast } from '../domain/person';
import { type SafeText, text, trusted } from '../domain/text';
import { type CommandRequest, defineCommand, fields, type Tools } from './command';
import { type Meant, packagesMeant } from './own-jobs';
import { isOpen, storyOf } from './packages';
import { viewOf } from './view';

const nothing = trusted('Nothing was cancelled.');

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'Stop a collection you asked for; a lead may stop anybody’s.',
  usage: 'cancel <job>|<machine>',
  examples: ['cancel C-7F3K2', 'cancel WS-042'],
  role: 'responder',
  impact: true,
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, tools) {
    const aim = { verb: 'cancel', tail: [], nothing, trustsAddress: false };
    const meaning = await packagesMeant(request, aim, tools);
    if (meaning.kind === 'ask') return meaning.answer;
    const { meant } = meaning;
    const open = meant.filter((one) => isOpen(one.package));
    if (open.length === 0) return { text: tooLate(meant, request, tools) };
    for (const { collection } of open) refuseStrangers(request, collection);
    for (const one of open)
      await tools.workflows.tell(
        storyOf(one.package),
        'news',
        { kind: 'cancel', by: request.actor },
        `cancel:${request.requestId}`,
      );
    return { text: asked(open) };
  },
});

/** @throws {UserError} somebody else's job, and no lead */
function refuseStrangers({ actor, role }: CommandRequest, { id, askedBy }: Meant['collection']) {
  if (askedBy.id === actor.id || atLeast(role, 'lead')) return;
  throw new UserError(
    text`You can't cancel ${id}: ${askedBy.name} asked for it. Only ${askedBy.name} or a lead can. Nothing was cancelled.`,
    [{ title: 'Status', verb: 'status', words: [id] }],
  );
}

function asked(open: readonly Meant[]): SafeText {
  const refs = [...new Set(open.map(({ collection }) => collection.id))].join(', ');
  const [only, ...others] = open;
  const what =
    only && others.length === 0 ? shortName(only.package.machine) : `${open.length} machines`;
  return text`${what}: cancelling. The card says Cancelled once it is so. Ref ${refs}`;
}

/** What is so already stays so; the person reads what, and that nothing changed. */
function tooLate(meant: readonly Meant[], request: CommandRequest, tools: Tools): SafeText {
  const [only, ...others] = meant;
  if (!only) return trusted('Nothing runs there. Nothing was cancelled.');
  const { collection, package: last } = only;
  if (others.length > 0)
    return text`${collection.id} is over: all ${meant.length} machines ended. Nothing changed.`;
  const at = clock(last.endedAt ?? last.updatedAt, viewOf(request, tools));
  const state = stateWords[last.state];
  return text`${shortName(last.machine)}: ${state} since ${at}. Your cancel came after that. Nothing changed. Ref ${collection.id}`;
}
