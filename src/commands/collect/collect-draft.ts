import { answeredListCard } from '../../cards/collect/collect-list';
import type { Reply } from '../../domain/card';
import type { Draft } from '../../domain/draft';
import { hours } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { isServer } from '../../domain/machine';
import { markdown, md } from '../../domain/text';
import { t } from '../../language/language';
import type { CollectServices, MachineServices, PlatformServices } from '../command';
import { machinesById } from '../machines/find-machines';
import { selectMachines } from '../machines/select-machines';
import { assertOpen, assertRequester } from '../questions';
import { beginCollection } from './begin-collection';
import { askToConfirm, isConfirmed } from './collect-confirm';
import { assertTooMany } from './collect-limits';
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
  services: PlatformServices & MachineServices & CollectServices,
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
  const ended = await services.drafts.end(draft.id, { as: 'started', at: services.clock.now() });
  assertOpen(ended, request, services);
  const begun = await beginCollection(
    { ...answered, requestId: `list:${draft.id}` },
    list,
    services,
  );
  const card = answeredListCard(ended, ended.end!, request.render);
  return { all: [{ card, cardKey: draft.id }, begun] };
}

/** @throws {UserError} unknown draft, another requester's, cancelled, or expired */
async function draftOf(
  id: string,
  request: CollectRequest,
  services: PlatformServices & MachineServices,
) {
  const draft = await services.drafts.get(id);
  if (!draft || draft.kind)
    throw new UserError(
      md`${id} isn’t a list to collect from. ${markdown(nothing())} Name the devices.`,
      [{ title: t`Status`, verb: 'status', words: [id] }],
    );
  assertRequester(draft, request);
  assertOpen(draft, request, services);
  return draft;
}

async function listOf(
  draft: Draft,
  request: CollectRequest,
  services: PlatformServices & MachineServices & CollectServices,
): Promise<CollectTargets> {
  const { flags } = request.args;
  const aim = { verb: 'collect', tail: [], nothing: nothing(), trustsAddress: false };
  const picked = await selectMachines(request, aim, services);
  const added = picked.kind === 'machines' ? picked.machines : [];
  const frozen = await machinesById(draft.machineIds, services.defender);
  const all = [...new Map([...frozen.values(), ...added].map((one) => [one.id, one])).values()];
  assertTooMany(all.length, services.policy);
  const skipped = new Set(flags.includes('no-recent') ? await recentIds(draft, services) : []);
  const machines = all.filter(
    (machine) => !skipped.has(machine.id) && !(flags.includes('no-servers') && isServer(machine)),
  );
  // Adding a machine resolves the name that was unknown.
  const unknown = added.length > 0 ? [] : draft.unknown;
  return { machines, compromised: draft.compromised, unknown, folded: 0 };
}

async function recentIds(
  { machineIds }: Draft,
  { clock: time, collections }: PlatformServices & CollectServices,
) {
  const since = new Date(time.now().getTime() - time.real(hours(1)));
  const recent = await collections.readySince(machineIds, since);
  return recent.map(({ machine }) => machine.id);
}
