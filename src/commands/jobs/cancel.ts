import { z } from 'zod';
import { personName } from '../../cards/kit/name';
import { clock } from '../../cards/kit/time';
import { stateWords, workflowIdOf } from '../../domain/collection';
import { RoleNeededError, UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { atLeast } from '../../domain/person';
import { isPolicyActor } from '../../domain/policy-actor';
import { md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import { isOpen } from '../collect/packages';
import { playScript } from '../collect/settle-approval';
import { type CommandRequest, type CommandServices, defineCommand, fields } from '../command';
import { stopIncident } from '../incidents/stop-incident';
import { cancelList } from './cancel-list';
import { cancelPending } from './cancel-pending';
import { cancelReport } from './cancel-report';
import { findPendingRequest } from './find-pending';
import { findPackages, type Meant } from './own-jobs';

const nothing = () => md`Nothing was cancelled.`;

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'Stop a collection or IP report you asked for; a lead may stop anybody’s.',
  usage: 'cancel <job>|<machine>|incident <id>',
  examples: ['cancel C-7F3K2', 'cancel WS-042', 'cancel incident 4711'],
  role: 'analyst',
  impact: true,
  synonyms: ['abort', 'stop', 'kill', 'call off'],
  interrupts: true,
  flagWords: { all: ['all'] },
  args: z.object({
    job: fields.job,
    incident: fields.incident,
    machines: fields.machines,
    byIp: fields.byIp,
  }),

  async run(request, services) {
    const report = await cancelReport(request.args.job, request, services);
    if (report) return report;
    const list = await cancelList(request.args.job, request, services);
    if (list) return list;
    if (!atLeast(request.role, 'responder')) throw new RoleNeededError('responder');
    const kept = await findPendingRequest(request, services);
    for (const one of kept) assertStrangers(request, one);
    const dropped = await cancelPending(kept, request, services);
    if (dropped) return dropped;
    const aim = { verb: 'cancel', tail: [], nothing: nothing(), trustsAddress: false };
    const meaning = await findPackages(request, aim, services);
    if (meaning.kind === 'ask') return meaning.answer;
    const { meant } = meaning;
    const open = meant.filter((one) => isOpen(one.package));
    const stopped = await stopIncident(request, request.args.incident, services);
    if (open.length === 0) return { text: stopped ?? tooLate(meant, request) };
    for (const { collection } of open) assertStrangers(request, collection);
    const waiting = open.filter((one) => one.package.state === 'waiting-for-approval');
    const withdrawn = await withdraw(waiting, request, services);
    const running = open.filter((one) => !waiting.includes(one));
    if (running.length === 0) return { text: inLines(withdrawn, stopped) };
    for (const one of running)
      await services.workflows.signal(
        workflowIdOf(one.package),
        'news',
        { kind: 'cancel', by: request.actor },
        `cancel:${request.requestId}`,
      );
    const said = asked(running);
    return { text: inLines(said, waiting.length > 0 ? withdrawn : undefined, stopped) };
  },
});

function inLines(...said: readonly (SafeText | undefined)[]): SafeText {
  return unsafeMarkdown(said.filter(Boolean).join('\n\n'));
}

/** @throws {UserError} somebody else's job, and no lead */
function assertStrangers(
  { actor, role }: CommandRequest,
  { id, askedBy }: Pick<Meant['collection'], 'id' | 'askedBy'>,
) {
  if (askedBy.id === actor.id || atLeast(role, 'lead')) return;
  const name = personName(askedBy);
  throw new UserError(
    isPolicyActor(askedBy)
      ? md`You can't cancel ${id}: ${name} asked for it. Only a lead can. Nothing was cancelled.`
      : md`You can't cancel ${id}: ${name} asked for it. Only ${name} or a lead can. Nothing was cancelled.`,
    [{ title: t`Status`, verb: 'status', words: [id] }],
  );
}

/** What waits for somebody's word has no story of its own yet: the question itself is taken back. */
async function withdraw(
  waiting: readonly Meant[],
  { actor }: CommandRequest,
  services: CommandServices,
): Promise<SafeText> {
  const jobs = [...new Set(waiting.map(({ collection }) => collection.id))];
  const late: string[] = [];
  for (const job of jobs) {
    const decided = await services.approvals.decide(job, { state: 'withdrawn', by: actor });
    await playScript(decided, services);
    if (decided.state !== 'withdrawn') late.push(job);
  }
  if (late.length > 0)
    return md`${late.join(', ')} was decided a moment ago. Nothing was cancelled there. Try again.`;
  return md`The question for approval was taken back. Nothing is collected. Ref ${jobs.join(', ')}`;
}

function asked(open: readonly Meant[]): SafeText {
  const refs = [...new Set(open.map(({ collection }) => collection.id))].join(', ');
  const [only, ...others] = open;
  const what =
    only && others.length === 0 ? shortName(only.package.machine) : t`${open.length} machines`;
  return md`${what}: cancelling. The card says Cancelled once it is so. Ref ${refs}`;
}

/** What is so already stays so; the person reads what, and that nothing changed. */
function tooLate(meant: readonly Meant[], request: CommandRequest): SafeText {
  const [only, ...others] = meant;
  if (!only) return md`Nothing runs there. Nothing was cancelled.`;
  const { collection, package: last } = only;
  if (others.length > 0)
    return md`${collection.id} is over: all ${meant.length} machines ended. Nothing changed.`;
  const at = clock(last.endedAt ?? last.updatedAt, request.render);
  const state = renderMessage(stateWords[last.state]);
  return md`${shortName(last.machine)}: ${state} since ${at}. Your cancel came after that. Nothing changed. Ref ${collection.id}`;
}
