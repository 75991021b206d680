import { answeredListCard } from '../../cards/collect/collect-list';
import { clock } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import type { Draft, DraftEnd } from '../../domain/draft';
import { hours } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { isServer } from '../../domain/machine';
import { markdown, md } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandServices } from '../command';
import { selectMachines } from '../machines/select-machines';
import { beginCollection } from './begin-collection';
import { askToConfirm, isConfirmed } from './collect-confirm';
import { assertHourlyLimit, assertTooMany } from './collect-limits';
import { type CollectTargets, nothing } from './collect-list';
import type { CollectRequest } from './collect-request';

/**
 * Starts the list that a card has shown, whole or without the machines the requester removes.
 *
 * The draft id is the request id: a second click, on any of its buttons, returns the collection
 * that the first click opened.
 */
export async function fromDraft(
  request: CollectRequest,
  services: CommandServices,
): Promise<Reply> {
  const { flags, job = '', machines: added } = request.args;
  const draft = await draftOf(job, request, services);
  const list = await listOf(draft, request, services);
  const answered: CollectRequest = {
    ...request,
    args: {
      ...request.args,
      reason: request.args.reason ?? draft.reason,
      incident: draft.incident,
      ticket: draft.ticket,
    },
  };
  const goesOn = added.length === 0 && flags.includes('confirmed');
  if (goesOn && list.machines.length === 0)
    throw new UserError(md`No devices left in that list. ${markdown(nothing())}`);
  // A started draft has a reason: a second click returns what the first one opened.
  if (!goesOn || !(draft.end || isConfirmed(answered)))
    return askToConfirm(answered, list, services);
  await assertHourlyLimit(request, services);
  const ended = await services.drafts.end(draft.id, { as: 'started', at: services.clock.now() });
  const end = ended.end!;
  if (end.as === 'cancelled') throw wasCancelled(end, request);
  const begun = await beginCollection(
    { ...answered, requestId: `list:${draft.id}` },
    list,
    services,
  );
  const card = answeredListCard(ended, end, request.render);
  return { all: [{ card, cardKey: draft.id }, begun] };
}

function wasCancelled({ at }: DraftEnd, request: CollectRequest): UserError {
  const when = clock(at, request.render);
  return new UserError(md`That list was cancelled ${when}. ${markdown(nothing())} Ask again.`);
}

/** @throws {UserError} unknown draft, another requester's, cancelled, or expired */
async function draftOf(id: string, request: CollectRequest, services: CommandServices) {
  const { actor } = request;
  const draft = await services.drafts.get(id);
  if (!draft)
    throw new UserError(
      md`${id} isn’t a list to collect from. ${markdown(nothing())} Name the devices.`,
      [{ title: t`Status`, verb: 'status', words: [id] }],
    );
  if (draft.askedBy.id !== actor.id)
    throw new UserError(md`Only ${draft.askedBy.name} can choose. ${markdown(nothing())}`);
  if (draft.end?.as === 'cancelled') throw wasCancelled(draft.end, request);
  // A press that waited for Defender counts from the moment it was pressed.
  if (draft.expiresAt > (request.kept?.since ?? services.clock.now())) return draft;
  const at = clock(draft.expiresAt, request.render);
  throw new UserError(md`That question expired at ${at}. ${markdown(nothing())} Ask again.`);
}

async function listOf(
  draft: Draft,
  request: CollectRequest,
  services: CommandServices,
): Promise<CollectTargets> {
  const { flags } = request.args;
  const aim = { verb: 'collect', tail: [], nothing: nothing(), trustsAddress: false };
  const picked = await selectMachines(request, aim, services);
  const added = picked.kind === 'machines' ? picked.machines : [];
  const records = await services.defender.machinesNamed(draft.machineIds);
  const frozen = draft.machineIds.flatMap((id) => records.get(id)?.[0] ?? []);
  const all = [...new Map([...frozen, ...added].map((one) => [one.id, one])).values()];
  assertTooMany(all.length, services.policy);
  const skipped = new Set(flags.includes('no-recent') ? await recentIds(draft, services) : []);
  const machines = all.filter(
    (machine) => !skipped.has(machine.id) && !(flags.includes('no-servers') && isServer(machine)),
  );
  // Adding a machine resolves the name that was unknown.
  const unknown = added.length > 0 ? [] : draft.unknown;
  return { machines, compromised: draft.compromised, unknown, folded: 0 };
}

async function recentIds({ machineIds }: Draft, { clock: time, collections }: CommandServices) {
  const since = new Date(time.now().getTime() - time.real(hours(1)));
  const recent = await collections.readySince(machineIds, since);
  return recent.map(({ machine }) => machine.id);
}
