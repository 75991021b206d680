import { z } from 'zod';
import { approvalNeeded } from '../../access/approvals';
import { collectionStatusCard } from '../../cards/kit/posted-card';
import type { Reply } from '../../domain/card';
import { type Collection, stateWords } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { clean, md, type SafeText } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import { type CommandRequest, type CommandServices, defineCommand, fields } from '../command';
import { findPackages, type Meant } from '../jobs/own-jobs';
import { followPackages, isOpen } from './packages';

const nothing = () => md`Nothing was started.`;

export const retry = defineCommand({
  name: 'retry',
  summary: 'Try the failed, cancelled or abandoned packages of a job again.',
  usage: 'retry <job>|<machine>',
  examples: ['retry C-7F3K2', 'retry WS-042'],
  role: 'responder',
  impact: true,
  synonyms: ['rerun', 're-run', 're run', 'try again', 'collect again'],
  casual: ['again'],
  interrupts: true,
  // "collect again ws-042" is a new collection; with a job it is that one once more.
  instead: ({ job }, spoken) => (!job && /\bcollect again\b/.test(spoken) ? 'collect' : undefined),
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, services) {
    const aim = { verb: 'retry', tail: [], nothing: nothing(), trustsAddress: false };
    const meaning = await findPackages(request, aim, services);
    if (meaning.kind === 'ask') return meaning.answer;
    const { meant } = meaning;
    // A crash after reopening leaves a package open that nobody follows: this finds it again.
    await followPackages(meant.map((one) => one.package).filter(isOpen), services.workflows);
    const again = meant.filter(({ package: { state } }) => isLost(state));
    if (again.length === 0) return { text: nothingToRetry(meant) };
    assertSeveral(again);
    assertUnapproved(again, services);
    return reopen(request, again, services);
  },
});

function isLost(state: Meant['package']['state']): boolean {
  return state === 'failed' || state === 'cancelled' || state === 'stopped-waiting';
}

/** @throws {UserError} one answer holds one card, so one job is retried at a time */
function assertSeveral(again: readonly Meant[]): void {
  const jobs = [...new Set(again.map(({ collection }) => collection.id))];
  if (jobs.length === 1) return;
  throw new UserError(
    md`These machines belong to several jobs. Nothing was started. Retry one after the other.`,
    jobs.slice(0, 3).map((id) => ({ title: t`Retry ${id}`, verb: 'retry', words: [id] })),
  );
}

/**
 * What was allowed once may be tried again; what was denied, or never asked for, may not pass here.
 * @throws {UserError} some of the machines need somebody's word first
 */
function assertUnapproved(again: readonly Meant[], { policy }: CommandServices): void {
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
    md`${need.machineIds.length} of these machines need approval. Nothing was started. Ask for it: collect them anew.`,
    [
      {
        title: t`Ask again`,
        verb: 'collect',
        words: [...open.map((one) => one.package.machine.id), '--again', ...about, ...why],
      },
    ],
  );
}

async function reopen(
  request: CommandRequest,
  again: readonly Meant[],
  services: CommandServices,
): Promise<Reply> {
  const { id } = again[0]!.collection;
  const before = new Map(again.map((one) => [one.package.id, one.package.attempt]));
  const reopened = await services.collections.reopen(id, [...before.keys()]);
  const started = reopened.packages.filter(
    (one) => isOpen(one) && one.attempt > (before.get(one.id) ?? one.attempt),
  );
  // The store leaves a machine alone that is being collected for another job by now.
  if (started.length === 0) return { text: runsElsewhere(reopened, before) };
  await followPackages(started, services.workflows);
  if (reopened.askedBy.id !== request.actor.id)
    await services.collections.follow(id, { person: request.actor, place: request.place });
  const names = started.map(({ machine }) => shortName(machine)).join(', ');
  const said = md`${names}: trying again. The card says how it goes. Ref ${id}`;
  return {
    card: collectionStatusCard(reopened, request.render),
    cardKey: id,
    said,
  };
}

function runsElsewhere({ id, packages }: Collection, before: ReadonlyMap<string, number>) {
  const names = packages
    .filter((one) => before.has(one.id))
    .map(({ machine }) => shortName(machine));
  return md`${names.join(', ')}: being collected for another job already. Nothing was started. Ref ${id}`;
}

function nothingToRetry(meant: readonly Meant[]): SafeText {
  const [only, ...others] = meant;
  if (!only) return md`Nothing was collected there yet, so there is nothing to retry.`;
  const { collection, package: last } = only;
  const ref = collection.id;
  if (others.length > 0)
    return md`Nothing of ${ref} failed, was cancelled or given up. Nothing was started.`;
  const state = renderMessage(stateWords[last.state]);
  return md`${shortName(last.machine)}: ${state}. There is nothing to retry. Nothing was started. Ref ${ref}`;
}
