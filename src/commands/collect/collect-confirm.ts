import { approvalNeeded } from '../../access/approvals';
import { collectManyCard } from '../../cards/collect/collect-many';
import type { Answer } from '../../domain/card';
import { hours, minutes } from '../../domain/duration';
import type { Suggestion } from '../../domain/errors';
import { isServer } from '../../domain/machine';
import { say } from '../../language/language';
import type { CollectRequest } from './collect';
import type { List } from './collect-list';
import { wantsNew } from './collect-recent';
import type { Tools } from '../command';
import { button, type Near, similarMachines } from '../machines/suggest';
import { viewOf } from '../view';

// Long enough to ask a colleague; a list of yesterday is no list of today.
const patience = minutes(60);
const mostLookedUp = 3;

/**
 * Whether the question about a crowd is answered. Who goes on says why, pressed or typed: the card
 * asks for it, and not every client holds back a press without.
 */
export function isConfirmed({ args: { flags, reason } }: CollectRequest): boolean {
  return flags.includes('confirmed') && Boolean(reason);
}

/** Asks before a crowd of machines is disturbed. The list is kept: the button starts that very one. */
export async function askToConfirm(
  request: CollectRequest,
  list: List,
  tools: Tools,
): Promise<Answer> {
  const { incident, reason, ticket } = request.args;
  const now = tools.clock.now().getTime();
  const draft = await tools.drafts.keep(request.requestId, {
    askedBy: request.actor,
    machineIds: list.machines.map(({ id }) => id),
    compromised: list.compromised,
    unknown: list.unknown,
    ...(reason && { reason }),
    ...(incident && { incident }),
    ...(ticket && { ticket }),
    expiresAt: new Date(now + tools.clock.real(patience)),
  });
  const since = new Date(now - tools.clock.real(hours(1)));
  const recent = wantsNew(request)
    ? []
    : await tools.collections.readySince(draft.machineIds, since);
  const near = await Promise.all(
    list.unknown.slice(0, mostLookedUp).map((typed) => similarMachines(typed, tools.defender)),
  );
  const question = {
    draft,
    ...list,
    recent: recent.map(({ machine }) => machine),
    waiting: new Set(approvalNeeded(list.machines, tools.policy)?.machineIds),
    near: near.map(([first]) => first?.name),
    lacksReason: request.args.flags.includes('confirmed') && !reason,
  };
  const card = collectManyCard(
    { ...question, ...buttonsOf(question, near) },
    viewOf(request, tools),
  );
  return { card, keep: draft.id, asks: true };
}

interface Question extends List {
  readonly draft: { readonly id: string };
  readonly recent: readonly unknown[];
}

/** What most people want first, and a way out; what else may be left out, added or read. */
function buttonsOf(
  { draft, machines, recent }: Question,
  near: readonly Near[][],
): Record<'suggestions' | 'more', Suggestion[]> {
  const go = (flag?: string) => [draft.id, '--confirmed', ...(flag ? [flag] : [])];
  const servers = machines.filter(isServer).length;
  const likely = near.find(([first]) => first)?.[0];
  const hasOthers = (left: number) => left > 0 && left < machines.length;
  const others = [
    ...(hasOthers(servers) ? [button(say`Remove servers`, 'collect', go('--no-servers'))] : []),
    ...(likely ? [button(say`Add ${likely.name}`, 'collect', [draft.id, likely.word])] : []),
    ...(hasOthers(recent.length)
      ? [button(say`Skip recent ones`, 'collect', go('--no-recent'))]
      : []),
    button(say`Show list`, 'status', [draft.id]),
  ];
  const [second, ...more] = others;
  return {
    suggestions: [
      button(say`Collect ${machines.length} now`, 'collect', go()),
      second!,
      button(say`Cancel`, 'cancel', [draft.id]),
    ],
    more,
  };
}
