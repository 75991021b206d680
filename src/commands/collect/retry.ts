import { z } from 'zod';
import { approvalNeeded } from '../../access/approvals';
import { livingCard } from '../../cards/kit/posted-card';
import type { Answer } from '../../domain/card';
import { type Collection, stateWords } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { clean, type SafeText, text } from '../../domain/text';
import { say, translated } from '../../language/language';
import { type CommandRequest, defineCommand, fields, type Tools } from '../command';
import { type Meant, packagesMeant } from '../jobs/own-jobs';
import { followPackages, isOpen } from './packages';
import { viewOf } from '../view';

const nothing = () => text`Nothing was started.`;

export const retry = defineCommand({
  name: 'retry',
  summary: 'Try the failed, cancelled or abandoned packages of a job again.',
  usage: 'retry <job>|<machine>',
  examples: ['retry C-7F3K2', 'retry WS-042'],
  role: 'responder',
  impact: true,
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, tools) {
    const aim = { verb: 'retry', tail: [], nothing: nothing(), trustsAddress: false };
    const meaning = await packagesMeant(request, aim, tools);
    if (meaning.kind === 'ask') return meaning.answer;
    const { meant } = meaning;
    // A crash after reopening leaves a package open that nobody follows: this finds it again.
    await followPackages(meant.map((one) => one.package).filter(isOpen), tools.workflows);
    const again = meant.filter(({ package: { state } }) => isLost(state));
    if (again.length === 0) return { text: nothingToRetry(meant) };
    refuseSeveral(again);
    refuseUnapproved(again, tools);
    return reopen(request, again, tools);
  },
});

function isLost(state: Meant['package']['state']): boolean {
  return state === 'failed' || state === 'cancelled' || state === 'stopped-waiting';
}

/** @throws {UserError} one answer holds one card, so one job is retried at a time */
function refuseSeveral(again: readonly Meant[]): void {
  const jobs = [...new Set(again.map(({ collection }) => collection.id))];
  if (jobs.length === 1) return;
  throw new UserError(
    text`These machines belong to several jobs. Nothing was started. Retry one after the other.`,
    jobs.slice(0, 3).map((id) => ({ title: say`Retry ${id}`, verb: 'retry', words: [id] })),
  );
}

/**
 * What was allowed once may be tried again; what was denied, or never asked for, may not pass here.
 * @throws {UserError} some of the machines need somebody's word first
 */
function refuseUnapproved(again: readonly Meant[], { policy }: Tools): void {
  const { approval, incident, reason } = again[0]!.collection;
  const allowed = new Set(approval?.state === 'approved' ? approval.packageIds : []);
  const open = again.filter((one) => !allowed.has(one.package.id));
  const need = approvalNeeded(
    open.map((one) => one.package.machine),
    policy,
  );
  if (!need) return;
  const about = incident ? ['incident', incident] : [];
  const why = reason ? ['because', clean(reason)] : [];
  throw new UserError(
    text`${need.machineIds.length} of these machines need approval. Nothing was started. Ask for it: collect them anew.`,
    [
      {
        title: say`Ask again`,
        verb: 'collect',
        words: [...open.map((one) => one.package.machine.id), '--again', ...about, ...why],
      },
    ],
  );
}

async function reopen(
  request: CommandRequest,
  again: readonly Meant[],
  tools: Tools,
): Promise<Answer> {
  const { id } = again[0]!.collection;
  const before = new Map(again.map((one) => [one.package.id, one.package.attempt]));
  const reopened = await tools.collections.reopen(id, [...before.keys()]);
  const started = reopened.packages.filter(
    (one) => isOpen(one) && one.attempt > (before.get(one.id) ?? one.attempt),
  );
  // The store leaves a machine alone that is being collected for another job by now.
  if (started.length === 0) return { text: runsElsewhere(reopened, before) };
  await followPackages(started, tools.workflows);
  if (reopened.askedBy.id !== request.actor.id)
    await tools.collections.follow(id, { person: request.actor, place: request.place });
  const names = started.map(({ machine }) => shortName(machine)).join(', ');
  const said = text`${names}: trying again. The card says how it goes. Ref ${id}`;
  return { card: livingCard(reopened, viewOf(request, tools)), keep: id, said };
}

function runsElsewhere({ id, packages }: Collection, before: ReadonlyMap<string, number>) {
  const names = packages
    .filter((one) => before.has(one.id))
    .map(({ machine }) => shortName(machine));
  return text`${names.join(', ')}: being collected for another job already. Nothing was started. Ref ${id}`;
}

function nothingToRetry(meant: readonly Meant[]): SafeText {
  const [only, ...others] = meant;
  if (!only) return text`Nothing was collected there yet, so there is nothing to retry.`;
  const { collection, package: last } = only;
  const ref = collection.id;
  if (others.length > 0)
    return text`Nothing of ${ref} failed, was cancelled or given up. Nothing was started.`;
  const state = translated(stateWords[last.state]);
  return text`${shortName(last.machine)}: ${state}. There is nothing to retry. Nothing was started. Ref ${ref}`;
}
