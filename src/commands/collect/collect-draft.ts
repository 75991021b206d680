import { answeredListCard } from '../../cards/collect/collect-list';
import { clock } from '../../cards/kit/time';
import type { Answer } from '../../domain/card';
import type { Draft, DraftEnd } from '../../domain/draft';
import { hours } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { isServer } from '../../domain/machine';
import { raw, text } from '../../domain/text';
import { say } from '../../language/language';
import { beginCollection } from './begin-collection';
import type { CollectRequest } from './collect';
import { askToConfirm, isConfirmed } from './collect-confirm';
import { refuseFlood, refuseTooMany } from './collect-limits';
import { type List, nothing } from './collect-list';
import type { Tools } from '../command';
import { pickMachines } from '../machines/select-machines';
import { viewOf } from '../view';

/**
 * Starts the very list that a card has shown, whole or without what the person leaves out.
 *
 * It is opened under the list's own name: a second click, on whichever of its buttons, gives back
 * what the first one began.
 */
export async function fromDraft(request: CollectRequest, tools: Tools): Promise<Answer> {
  const { flags, job = '', machines: added } = request.args;
  const draft = await draftOf(job, request, tools);
  const list = await listOf(draft, request, tools);
  const meant: CollectRequest = {
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
    throw new UserError(text`Nothing is left of that list. ${raw(nothing())}`);
  // One that was started has its reason: a second click gives back what the first one began.
  if (!goesOn || !(draft.end || isConfirmed(meant))) return askToConfirm(meant, list, tools);
  await refuseFlood(request, tools);
  const ended = await tools.drafts.end(draft.id, { as: 'started', at: tools.clock.now() });
  const end = ended.end!;
  if (end.as === 'cancelled') throw wasCancelled(end, request, tools);
  const begun = await beginCollection({ ...meant, requestId: `list:${draft.id}` }, list, tools);
  const card = answeredListCard(ended, end, viewOf(request, tools));
  return { all: [{ card, keep: draft.id }, begun] };
}

function wasCancelled({ at }: DraftEnd, request: CollectRequest, tools: Tools): UserError {
  const when = clock(at, viewOf(request, tools));
  return new UserError(text`That list was cancelled ${when}. ${raw(nothing())} Ask again.`);
}

/** @throws {UserError} no such list, somebody else's, or one that has gone stale */
async function draftOf(id: string, request: CollectRequest, tools: Tools) {
  const { actor, timeZone } = request;
  const draft = await tools.drafts.get(id);
  if (!draft)
    throw new UserError(
      text`${id} is no list to collect from. ${raw(nothing())} Name the machines.`,
      [{ title: say`Status`, verb: 'status', words: [id] }],
    );
  if (draft.askedBy.id !== actor.id)
    throw new UserError(text`Only ${draft.askedBy.name} can choose here. ${raw(nothing())}`);
  if (draft.end?.as === 'cancelled') throw wasCancelled(draft.end, request, tools);
  // Who pressed in time and was kept waiting by Defender is not late.
  if (draft.expiresAt > (request.kept?.since ?? tools.clock.now())) return draft;
  const at = clock(draft.expiresAt, viewOf({ timeZone }, tools));
  throw new UserError(text`That question expired at ${at}. ${raw(nothing())} Ask again.`);
}

async function listOf(draft: Draft, request: CollectRequest, tools: Tools): Promise<List> {
  const { flags } = request.args;
  const aim = { verb: 'collect', tail: [], nothing: nothing(), trustsAddress: false };
  const picked = await pickMachines(request, aim, tools);
  const added = picked.kind === 'machines' ? picked.machines : [];
  const records = await tools.defender.machinesNamed(draft.machineIds);
  const frozen = draft.machineIds.flatMap((id) => records.get(id)?.[0] ?? []);
  const all = [...new Map([...frozen, ...added].map((one) => [one.id, one])).values()];
  refuseTooMany(all.length, tools.policy);
  const skipped = new Set(flags.includes('no-recent') ? await recentIds(draft, tools) : []);
  const machines = all.filter(
    (machine) => !skipped.has(machine.id) && !(flags.includes('no-servers') && isServer(machine)),
  );
  // Somebody who adds a machine has dealt with the name that was unknown.
  const unknown = added.length > 0 ? [] : draft.unknown;
  return { machines, compromised: draft.compromised, unknown, folded: 0 };
}

async function recentIds({ machineIds }: Draft, { clock: time, collections }: Tools) {
  const since = new Date(time.now().getTime() - time.real(hours(1)));
  const recent = await collections.readySince(machineIds, since);
  return recent.map(({ machine }) => machine.id);
}
