import type { MachineAction } from '../../domain/action';
import { type Collection, type Package, stateOf } from '../../domain/collection';
import { hours, minutes } from '../../domain/duration';
import { pauseAfter, retryStateAfter } from '../../domain/retry-state';
import { english, msg, sentence } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import { attempt, type WorkflowContext } from '../engine/workflow';
import { cancelled, type Ending, failedBy } from './end-package';
import { changePackage } from './package-step';

export type Asked = { readonly action: MachineAction } | { readonly ending: Ending };

// Retries through an outage of up to a day; after that a person has to decide.
const timeout = hours(24);

/** Asks Defender to collect, with backoff until it accepts or refuses. */
export async function askDefender(
  context: WorkflowContext,
  packageId: string,
  services: WorkflowServices,
): Promise<Asked> {
  const began = await context.now();
  for (let tries = 1; ; tries++) {
    const asked = await attempt(context, 'ask Defender', () => findOrStart(packageId, services));
    if (asked.ok) {
      const { action, machineState, adoptedFrom } = asked.value;
      await changePackage(context, 'note the action', services, packageId, {
        actionId: action.id,
        state: machineState,
        ...(adoptedFrom && { adoptedFrom }),
        retryState: null,
      });
      return { action };
    }

    const now = await context.now();
    const spent = now.getTime() - began.getTime();
    if (!asked.problem.temporary || spent > services.clock.real(timeout))
      return { ending: failedBy(asked.problem, [msg`Attempts: ${tries}`]) };

    const pause = pauseAfter(tries, asked.problem, services.clock.scale);
    const at = { since: began, now, tries, pauseMs: services.clock.real(pause) };
    await changePackage(context, 'note the hindrance', services, packageId, {
      retryState: retryStateAfter(asked.problem, at),
    });
    const news = await context.waitFor('news', pause);
    if (news?.kind === 'cancel') {
      await changePackage(context, 'note the cancel', services, packageId, {
        cancelledBy: news.by,
      });
      return { ending: cancelled() };
    }
  }
}

/**
 * Starts at most one action per attempt. `askedDefenderAt` is stored before the call: if it is
 * already there, an earlier try may have reached Defender, so its action is looked up by the mark in
 * its comment before Defender is asked again.
 */
async function findOrStart(packageId: string, { collections, defender, clock }: WorkflowServices) {
  const found = await collections.ofPackage(packageId);
  if (!found) throw new Error(`no package ${packageId}`);
  const { collection, package: wanted } = found;
  const mark = markOf(wanted);

  const earlier = wanted.askedDefenderAt
    ? await defender.collectionActions({
        machineId: wanted.machine.id,
        since: new Date(wanted.askedDefenderAt.getTime() - minutes(5)),
      })
    : [];
  const mine = earlier.find(({ comment }) => comment.includes(mark));
  if (!wanted.askedDefenderAt)
    await collections.change(packageId, { askedDefenderAt: clock.now() });

  const action =
    mine ??
    (await defender.collectInvestigationPackage(wanted.machine.id, commentOf(collection, wanted)));
  return {
    action,
    machineState: stateOf(action, wanted.machine),
    adoptedFrom: action.comment.includes(mark) ? undefined : action.requestor || sentence`someone`,
  };
}

function markOf(wanted: Package): string {
  return `[${wanted.id}.${wanted.attempt}]`;
}

/** The comment in Defender's action history: requester and reason, because Defender's requestor is only the app. */
function commentOf(collection: Collection, wanted: Package): string {
  const about = collection.incident ? english`, incident ${collection.incident}` : '';
  const ticket = collection.ticket ? english`, ticket ${collection.ticket}` : '';
  const why = collection.reason ? `: ${collection.reason}` : '';
  const asked = english`asked by ${collection.askedBy.name} (${collection.askedBy.id})`;
  const said = english`Bailiff ${markOf(wanted)} ${asked}${approvedBy(collection, wanted)}${about}${ticket}${why}`;
  return said.slice(0, 500);
}

/** Names the approver when this machine needed an approval. */
function approvedBy({ approval }: Collection, { id }: Package): string {
  if (approval?.state !== 'approved' || !approval.packageIds.includes(id)) return '';
  const { decidedBy } = approval;
  return decidedBy ? english`, approved by ${decidedBy.name} (${decidedBy.id})` : '';
}
