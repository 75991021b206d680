import { admissionFor } from '../../access/admission';
import { collectManyCard } from '../../cards/collect/collect-many';
import type { Reply } from '../../domain/card';
import { hours } from '../../domain/duration';
import type { Suggestion } from '../../domain/errors';
import { isServer } from '../../domain/machine';
import { t } from '../../language/language';
import type { CollectServices, MachineServices, PlatformServices } from '../command';
import { button, type Suggested, similarMachines } from '../machines/suggest';
import { answerTimeout } from '../questions';
import { withinLimits } from './collect-limits';
import type { CollectTargets } from './collect-list';
import { wantsNew } from './collect-recent';
import type { CollectRequest } from './collect-request';

const maxLookedUp = 3;

/**
 * Returns whether the requester confirmed a large list. A reason is required, pressed or typed: the
 * card asks for one, but not every client enforces required inputs.
 */
export function isConfirmed({ args: { flags, reason } }: CollectRequest): boolean {
  return flags.includes('confirmed') && Boolean(reason);
}

/** Asks for confirmation of a large list and stores it as a draft, so that the button starts exactly that list. */
export async function askToConfirm(
  request: CollectRequest,
  list: CollectTargets,
  services: PlatformServices & MachineServices & CollectServices,
): Promise<Reply> {
  const { incident, reason, ticket } = request.args;
  const now = services.clock.now().getTime();
  const waiting = await waitingIn(list, request, services);
  const draft = await services.drafts.keep(request.requestId, {
    askedBy: request.actor,
    machineIds: list.machines.map(({ id }) => id),
    compromised: list.compromised,
    unknown: list.unknown,
    ...(reason && { reason }),
    ...(incident && { incident }),
    ...(ticket && { ticket }),
    expiresAt: new Date(now + services.clock.real(answerTimeout)),
  });
  const since = new Date(now - services.clock.real(hours(1)));
  const recent = wantsNew(request)
    ? []
    : await services.collections.readySince(draft.machineIds, since);
  const near = await Promise.all(
    list.unknown.slice(0, maxLookedUp).map((typed) => similarMachines(typed, services.defender)),
  );
  const question = {
    draft,
    ...list,
    recent: recent.map(({ machine }) => machine),
    waiting,
    near: near.map(([first]) => first?.name),
    lacksReason: request.args.flags.includes('confirmed') && !reason,
  };
  const card = collectManyCard({ ...question, ...buttonsOf(question, near) }, request.render);
  return { card, cardKey: draft.id, awaitsChoice: true };
}

/**
 * The machines that will need approval.
 * @throws {UserError} the list exceeds the requester's hourly limit
 */
function waitingIn(
  { machines }: CollectTargets,
  request: CollectRequest,
  services: PlatformServices & CollectServices,
): Promise<ReadonlySet<string>> {
  const admission = admissionFor(request.actor, services, { isCounted: Boolean(request.kept) });
  return withinLimits(request, async () => {
    const recent = await services.collections.requestedBy(request.actor.id, admission.windowMs);
    admission.assertLimit(machines.length, recent);
    return new Set(admission.approvalFor(machines, recent)?.machineIds);
  });
}

interface Question extends CollectTargets {
  readonly draft: { readonly id: string };
  readonly recent: readonly unknown[];
}

/** Returns the main buttons first (collect, refine, cancel); the others go behind "more". */
function buttonsOf(
  { draft, machines, recent }: Question,
  near: readonly Suggested[][],
): Record<'suggestions' | 'more', Suggestion[]> {
  const go = (flag?: string) => [draft.id, '--confirmed', ...(flag ? [flag] : [])];
  const servers = machines.filter(isServer).length;
  const likely = near.find(([first]) => first)?.[0];
  const hasOthers = (left: number) => left > 0 && left < machines.length;
  const others = [
    ...(hasOthers(servers) ? [button(t`Remove servers`, 'collect', go('--no-servers'))] : []),
    ...(likely ? [button(t`Add ${likely.name}`, 'collect', [draft.id, likely.word])] : []),
    ...(hasOthers(recent.length)
      ? [button(t`Skip recent ones`, 'collect', go('--no-recent'))]
      : []),
    button(t`Show list`, 'status', [draft.id]),
  ];
  const [second, ...more] = others;
  return {
    suggestions: [
      button(t`Collect ${machines.length} now`, 'collect', go()),
      second!,
      button(t`Cancel`, 'cancel', [draft.id]),
    ],
    more,
  };
}
