import { z } from 'zod';
import { personName } from '../../cards/kit/name';
import { clock } from '../../cards/kit/time';
import { stateWords, storyOf } from '../../domain/collection';
import { RoleNeeded, UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { atLeast } from '../../domain/person';
import { isPolicyActor } from '../../domain/policy-actor';
import { type SafeText, text, trusted } from '../../domain/text';
import { say, translated } from '../../language/language';
import { cancelKept } from './cancel-pending';
import { cancelList } from './cancel-list';
import { cancelReport } from './cancel-report';
import { type CommandRequest, defineCommand, fields, type Tools } from '../command';
import { keptMeant } from './find-pending';
import { type Meant, packagesMeant } from './own-jobs';
import { isOpen } from '../collect/packages';
import { tellStory } from '../collect/settle-approval';
import { stopIncident } from '../incidents/stop-incident';
import { viewOf } from '../view';

const nothing = () => text`Nothing was cancelled.`;

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'Stop a collection or IP report you asked for; a lead may stop anybody’s.',
  usage: 'cancel <job>|<machine>|incident <id>',
  examples: ['cancel C-7F3K2', 'cancel WS-042', 'cancel incident 4711'],
  role: 'analyst',
  impact: true,
  args: z.object({
    job: fields.job,
    incident: fields.incident,
    machines: fields.machines,
    byIp: fields.byIp,
  }),

  async run(request, tools) {
    const report = await cancelReport(request.args.job, request, tools);
    if (report) return report;
    const list = await cancelList(request.args.job, request, tools);
    if (list) return list;
    if (!atLeast(request.role, 'responder')) throw new RoleNeeded('responder');
    const kept = await keptMeant(request, tools);
    for (const one of kept) refuseStrangers(request, one);
    const dropped = await cancelKept(kept, request, tools);
    if (dropped) return dropped;
    const aim = { verb: 'cancel', tail: [], nothing: nothing(), trustsAddress: false };
    const meaning = await packagesMeant(request, aim, tools);
    if (meaning.kind === 'ask') return meaning.answer;
    const { meant } = meaning;
    const open = meant.filter((one) => isOpen(one.package));
    const stopped = await stopIncident(request, request.args.incident, tools);
    if (open.length === 0) return { text: stopped ?? tooLate(meant, request, tools) };
    for (const { collection } of open) refuseStrangers(request, collection);
    const waiting = open.filter((one) => one.package.state === 'waiting-for-approval');
    const withdrawn = await withdraw(waiting, request, tools);
    const running = open.filter((one) => !waiting.includes(one));
    if (running.length === 0) return { text: inLines(withdrawn, stopped) };
    for (const one of running)
      await tools.workflows.tell(
        storyOf(one.package),
        'news',
        { kind: 'cancel', by: request.actor },
        `cancel:${request.requestId}`,
      );
    const said = asked(running);
    return { text: inLines(said, waiting.length > 0 ? withdrawn : undefined, stopped) };
  },
});

function inLines(...said: readonly (SafeText | undefined)[]): SafeText {
  return trusted(said.filter(Boolean).join('\n\n'));
}

/** @throws {UserError} somebody else's job, and no lead */
function refuseStrangers(
  { actor, role }: CommandRequest,
  { id, askedBy }: Pick<Meant['collection'], 'id' | 'askedBy'>,
) {
  if (askedBy.id === actor.id || atLeast(role, 'lead')) return;
  const name = personName(askedBy);
  throw new UserError(
    isPolicyActor(askedBy)
      ? text`You can't cancel ${id}: ${name} asked for it. Only a lead can. Nothing was cancelled.`
      : text`You can't cancel ${id}: ${name} asked for it. Only ${name} or a lead can. Nothing was cancelled.`,
    [{ title: say`Status`, verb: 'status', words: [id] }],
  );
}

/** What waits for somebody's word has no story of its own yet: the question itself is taken back. */
async function withdraw(
  waiting: readonly Meant[],
  { actor }: CommandRequest,
  tools: Tools,
): Promise<SafeText> {
  const jobs = [...new Set(waiting.map(({ collection }) => collection.id))];
  const late: string[] = [];
  for (const job of jobs) {
    const decided = await tools.approvals.decide(job, { state: 'withdrawn', by: actor });
    await tellStory(decided, tools);
    if (decided.state !== 'withdrawn') late.push(job);
  }
  if (late.length > 0)
    return text`${late.join(', ')} was decided a moment ago. Nothing was cancelled there. Try again.`;
  return text`The question for approval was taken back. Nothing is collected. Ref ${jobs.join(', ')}`;
}

function asked(open: readonly Meant[]): SafeText {
  const refs = [...new Set(open.map(({ collection }) => collection.id))].join(', ');
  const [only, ...others] = open;
  const what =
    only && others.length === 0 ? shortName(only.package.machine) : say`${open.length} machines`;
  return text`${what}: cancelling. The card says Cancelled once it is so. Ref ${refs}`;
}

/** What is so already stays so; the person reads what, and that nothing changed. */
function tooLate(meant: readonly Meant[], request: CommandRequest, tools: Tools): SafeText {
  const [only, ...others] = meant;
  if (!only) return text`Nothing runs there. Nothing was cancelled.`;
  const { collection, package: last } = only;
  if (others.length > 0)
    return text`${collection.id} is over: all ${meant.length} machines ended. Nothing changed.`;
  const at = clock(last.endedAt ?? last.updatedAt, viewOf(request, tools));
  const state = translated(stateWords[last.state]);
  return text`${shortName(last.machine)}: ${state} since ${at}. Your cancel came after that. Nothing changed. Ref ${collection.id}`;
}
