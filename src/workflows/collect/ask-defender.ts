import type { MachineAction } from '../../domain/action';
import { type Collection, type Package, stateOf } from '../../domain/collection';
import { hours, minutes } from '../../domain/duration';
import { hindranceAfter, pauseAfter } from '../../domain/retry-state';
import { kept, recorded, sentence } from '../../language/language';
import { cancelled, type Ending, failedBy } from './end-package';
import { changePackage } from './package-step';
import type { StoryTools } from '../engine/services';
import { attempt, type Run } from '../engine/workflow';

export type Asked = { readonly action: MachineAction } | { readonly ending: Ending };

// An outage of a day is survived; after that somebody has to decide.
const patience = hours(24);

/** Asks Defender until it takes the request: the request is kept while Defender is away. */
export async function askDefender(run: Run, packageId: string, tools: StoryTools): Promise<Asked> {
  const began = await run.now();
  for (let tries = 1; ; tries++) {
    const asked = await attempt(run, 'ask Defender', () => findOrStart(packageId, tools));
    if (asked.ok) {
      const { action, machineState, adoptedFrom } = asked.value;
      await changePackage(run, 'note the action', tools, packageId, {
        actionId: action.id,
        state: machineState,
        adoptedFrom,
        hindrance: null,
      });
      return { action };
    }

    const now = await run.now();
    const spent = now.getTime() - began.getTime();
    if (!asked.problem.temporary || spent > tools.clock.real(patience))
      return { ending: failedBy(asked.problem, [kept`asked Defender ${tries} times`]) };

    const pause = pauseAfter(tries, asked.problem, tools.clock.scale);
    const at = { since: began, now, tries, pauseMs: tools.clock.real(pause) };
    await changePackage(run, 'note the hindrance', tools, packageId, {
      hindrance: hindranceAfter(asked.problem, at),
    });
    const news = await run.waitFor('news', pause);
    if (news?.kind === 'cancel') {
      await changePackage(run, 'note the cancel', tools, packageId, { cancelledBy: news.by });
      return { ending: cancelled() };
    }
  }
}

/**
 * Asks once, whatever happened before. Our own note (`askedDefenderAt`) is written first: finding
 * it means that an earlier try may have reached Defender, so its action is looked for by the mark
 * in its comment. Only then is Defender asked.
 */
async function findOrStart(packageId: string, { collections, defender, clock }: StoryTools) {
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
    adoptedFrom: action.comment.includes(mark) ? undefined : action.requestor || sentence`somebody`,
  };
}

function markOf(wanted: Package): string {
  return `[${wanted.id}.${wanted.attempt}]`;
}

/** What Defender's history will show: who asked and why, since the requestor there is only the app. */
function commentOf(collection: Collection, wanted: Package): string {
  const about = collection.incident ? recorded`, incident ${collection.incident}` : '';
  const ticket = collection.ticket ? recorded`, ticket ${collection.ticket}` : '';
  const why = collection.reason ? `: ${collection.reason}` : '';
  const asked = recorded`asked by ${collection.askedBy.name} (${collection.askedBy.id})`;
  const said = recorded`Bailiff ${markOf(wanted)} ${asked}${approvedBy(collection, wanted)}${about}${ticket}${why}`;
  return said.slice(0, 500);
}

/** Only where somebody's word was needed for this very machine. */
function approvedBy({ approval }: Collection, { id }: Package): string {
  if (approval?.state !== 'approved' || !approval.packageIds.includes(id)) return '';
  const { decidedBy } = approval;
  return decidedBy ? recorded`, approved by ${decidedBy.name} (${decidedBy.id})` : '';
}
