import { z } from 'zod';
import { personName } from '../../cards/kit/name';
import { clock } from '../../cards/kit/time';
import { stateWords } from '../../domain/collection';
import { RoleNeededError, UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { atLeast } from '../../domain/person';
import { isPolicyActor } from '../../domain/policy-actor';
import { md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import { renderMessage, t } from '../../language/language';
import { isOpen } from '../collect/packages';
import { signalDecision } from '../collect/settle-approval';
import {
  type CollectServices,
  type CommandRequest,
  type CommandServices,
  defineCommand,
  fields,
  type PlatformServices,
} from '../command';
import { foreignVerbs } from '../foreign-verbs';
import { stopIncident } from '../incidents/stop-incident';
import { cancelList } from './cancel-list';
import { cancelPending } from './cancel-pending';
import { cancelReport } from './cancel-report';
import { findPendingRequest } from './find-pending';
import { type FoundPackage, findPackages } from './own-jobs';

const nothing = () => md`Nothing was cancelled.`;

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'Cancel your collection or IP report; leads can cancel anyone’s.',
  usage: 'cancel <job>|<machine>|incident <id>',
  examples: ['cancel C-7F3K2', 'cancel WS-042', 'cancel incident 4711'],
  role: 'analyst',
  impact: true,
  synonyms: ['abort', 'stop', 'kill', 'call off'],
  foreign: foreignVerbs.cancel,
  interrupts: true,
  flagWords: { all: ['all'] },
  args: z.object({
    job: fields.job,
    incident: fields.incident,
    machines: fields.machines,
    byIp: fields.byIp,
  }),

  async run(request, services: CommandServices) {
    const report = await cancelReport(request.args.job, request, services);
    if (report) return report;
    const list = await cancelList(request.args.job, request, services);
    if (list) return list;
    if (!atLeast(request.role, 'responder')) throw new RoleNeededError('responder');
    const pending = await findPendingRequest(request, services);
    for (const one of pending) assertMayCancel(request, one);
    const dropped = await cancelPending(pending, request, services);
    if (dropped) return dropped;
    const aim = { verb: 'cancel', tail: [], nothing: nothing(), trustsAddress: false };
    const search = await findPackages(request, aim, services);
    if (search.kind === 'ask') return search.answer;
    const { found } = search;
    const open = found.filter((one) => isOpen(one.package));
    const stopped = await stopIncident(request, request.args.incident, services);
    if (open.length === 0) return { text: stopped ?? tooLate(found, request) };
    for (const { collection } of open) assertMayCancel(request, collection);
    const waiting = open.filter((one) => one.package.state === 'waiting-for-approval');
    const withdrawn = await withdraw(waiting, request, services);
    const running = open.filter((one) => !waiting.includes(one));
    if (running.length === 0) return { text: inLines(withdrawn, stopped) };
    for (const one of running)
      await services.workflows.signal(
        workflowIds.collectPackage(one.package),
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

/** @throws {UserError} another requester's job, without the lead role */
function assertMayCancel(
  { actor, role }: CommandRequest,
  { id, askedBy }: Pick<FoundPackage['collection'], 'id' | 'askedBy'>,
) {
  if (askedBy.id === actor.id || atLeast(role, 'lead')) return;
  const name = personName(askedBy);
  throw new UserError(
    isPolicyActor(askedBy)
      ? md`${name} requested ${id}, so only a lead can cancel it.`
      : md`${name} requested ${id}, so only ${name} or a lead can cancel it.`,
    [{ title: t`Status`, verb: 'status', words: [id] }],
  );
}

/** Withdraws the approval request: packages that wait for approval have no workflow yet. */
async function withdraw(
  waiting: readonly FoundPackage[],
  { actor }: CommandRequest,
  services: PlatformServices & CollectServices,
): Promise<SafeText> {
  const jobs = [...new Set(waiting.map(({ collection }) => collection.id))];
  const late: string[] = [];
  for (const job of jobs) {
    const decided = await services.approvals.decide(job, { state: 'withdrawn', by: actor });
    await signalDecision(decided, services);
    if (decided.state !== 'withdrawn') late.push(job);
  }
  if (late.length > 0)
    return md`${late.join(', ')} was just decided. Nothing was cancelled. Try again.`;
  return md`Approval request withdrawn. Nothing was collected. Ref ${jobs.join(', ')}`;
}

function asked(open: readonly FoundPackage[]): SafeText {
  const refs = [...new Set(open.map(({ collection }) => collection.id))].join(', ');
  const [only, ...others] = open;
  const what =
    only && others.length === 0 ? shortName(only.package.machine) : t`${open.length} devices`;
  return md`${what}: cancelling. The card shows when it’s done. Ref ${refs}`;
}

/** Describes the terminal state that the cancel came too late for. */
function tooLate(found: readonly FoundPackage[], request: CommandRequest): SafeText {
  const [only, ...others] = found;
  if (!only) return md`Nothing is running there.`;
  const { collection, package: last } = only;
  if (others.length > 0)
    return md`${collection.id} already finished: all ${found.length} devices are done.`;
  const at = clock(last.endedAt ?? last.updatedAt, request.render);
  const state = renderMessage(stateWords[last.state]);
  return md`${shortName(last.machine)}: ${state} since ${at}, before your cancel. Ref ${collection.id}`;
}
