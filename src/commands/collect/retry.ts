import { z } from 'zod';
import { collectionStatusCard } from '../../cards/kit/posted-card';
import type { Reply } from '../../domain/card';
import { type Collection, stateWords } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { md, type SafeText } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import {
  type CollectServices,
  type CommandRequest,
  type CommandServices,
  defineCommand,
  fields,
  type PlatformServices,
} from '../command';
import { foreignVerbs } from '../foreign-verbs';
import { type FoundPackage, findPackages } from '../jobs/own-jobs';
import { endPending } from './begin-collection';
import { withinLimits } from './collect-limits';
import { followPackages, isOpen } from './packages';
import { retryAdmission, withCurrentMachines } from './retry-admission';

const nothing = () => md`Nothing was started.`;

export const retry = defineCommand({
  name: 'retry',
  summary: 'Retry the failed, cancelled, or timed-out packages of a job.',
  usage: 'retry <job>|<machine>',
  examples: ['retry C-7F3K2', 'retry WS-042'],
  role: 'responder',
  impact: true,
  isQueueable: () => true,
  synonyms: ['rerun', 're-run', 're run', 'try again', 'collect again'],
  casual: ['again'],
  foreign: foreignVerbs.retry,
  interrupts: true,
  // "collect again ws-042" is a new collection; with a job it is that one once more.
  instead: ({ job }, spoken) => (!job && /\bcollect again\b/.test(spoken) ? 'collect' : undefined),
  args: z.object({ job: fields.job, machines: fields.machines, byIp: fields.byIp }),

  async run(request, services: CommandServices) {
    const aim = { verb: 'retry', tail: [], nothing: nothing(), trustsAddress: false };
    const search = await findPackages(request, aim, services);
    if (search.kind === 'ask') return search.answer;
    const { found } = search;
    // A crash after reopening leaves a package open without a workflow: this restarts it.
    await followPackages(found.map((one) => one.package).filter(isOpen), services.workflows);
    const again = found.filter(({ package: { state } }) => isRetryable(state));
    if (again.length === 0) return { text: nothingToRetry(found) };
    assertOneJob(again);
    return reopen(request, await withCurrentMachines(again, services), services);
  },
});

function isRetryable(state: FoundPackage['package']['state']): boolean {
  return state === 'failed' || state === 'cancelled' || state === 'stopped-waiting';
}

/** @throws {UserError} the packages belong to several jobs; a reply holds one card */
function assertOneJob(again: readonly FoundPackage[]): void {
  const jobs = [...new Set(again.map(({ collection }) => collection.id))];
  if (jobs.length === 1) return;
  throw new UserError(
    md`These devices belong to several jobs. Nothing was started. Retry them one by one.`,
    jobs.slice(0, 3).map((id) => ({ title: t`Retry ${id}`, verb: 'retry', words: [id] })),
  );
}

async function reopen(
  request: CommandRequest,
  again: readonly FoundPackage[],
  services: PlatformServices & CollectServices,
): Promise<Reply> {
  const { id } = again[0]!.collection;
  const before = new Map(again.map((one) => [one.package.id, one.package.attempt]));
  const admission = await retryAdmission(request, again, services);
  await endPending(request, services);
  const reopening = {
    requestId: request.kept?.id ?? request.requestId,
    requester: request.actor,
    packages: again.map((one) => ({ id: one.package.id, machine: one.package.machine })),
    admission,
  };
  const reopened = await withinLimits(request, () => services.collections.reopen(id, reopening));
  const started = reopened.packages.filter(
    (one) => isOpen(one) && one.attempt > (before.get(one.id) ?? one.attempt),
  );
  // The store skips machines that another job is collecting.
  if (started.length === 0) return { text: runsElsewhere(reopened, before) };
  await followPackages(started, services.workflows);
  if (reopened.askedBy.id !== request.actor.id)
    await services.collections.follow(id, { person: request.actor, place: request.place });
  const names = started.map(({ machine }) => shortName(machine)).join(', ');
  const said = md`${names}: retrying. The card shows the progress. Ref ${id}`;
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
  return md`${names.join(', ')}: already being collected for another job. Ref ${id}`;
}

function nothingToRetry(found: readonly FoundPackage[]): SafeText {
  const [only, ...others] = found;
  if (!only) return md`Nothing to retry: nothing has been collected there yet.`;
  const { collection, package: last } = only;
  const ref = collection.id;
  if (others.length > 0) return md`${ref} has nothing to retry.`;
  const state = renderMessage(stateWords[last.state]);
  return md`${shortName(last.machine)}: ${state}. Nothing to retry. Ref ${ref}`;
}
