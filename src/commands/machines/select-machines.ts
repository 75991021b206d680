import { chooseMachineCard } from '../../cards/machines/choose-machine';
import type { Answer } from '../../domain/card';
import { type Suggestion, UserError } from '../../domain/errors';
import type { Machine } from '../../domain/machine';
import { raw, type SafeText, text, trusted } from '../../domain/text';
import { say } from '../../language/language';
import type { CommandRequest, Tools } from '../command';
import { findLookAlike } from './look-alikes';
import { type Found, type Named, resolveMachines } from './find-machines';
import { button, capital, nearInWords, similarMachines } from './suggest';
import { viewOf } from '../view';

/** What goes on once the machines are known: the command, and what stands behind the machines. */
export interface Aim {
  readonly verb: string;
  readonly tail: readonly string[];
  /** What did not happen: `Nothing was collected.` */
  readonly nothing: SafeText;
  /** Whether a machine named by its address may be taken without asking. */
  readonly trustsAddress: boolean;
  /** Whether names nobody knows are only told, where others are known: before a question anyway. */
  readonly toleratesUnknown?: boolean;
}

export type Picked =
  | {
      readonly kind: 'machines';
      readonly machines: readonly Machine[];
      /** Names nobody knows, where that is tolerated. */
      readonly unknown: readonly string[];
      /** How many names meant a machine that another name meant, too. */
      readonly folded: number;
    }
  | { readonly kind: 'ask'; readonly answer: Answer };

/**
 * The machines a message names, each exactly one record, or a card to choose from.
 * @throws {UserError} a name nobody knows: nothing happens then, not even for the others
 */
export async function pickMachines(
  request: CommandRequest<Named>,
  aim: Aim,
  tools: Tools,
): Promise<Picked> {
  refuseLookAlikes(request.args.machines, aim);
  const found = await resolveMachines(request.args, tools.defender);
  const unknown = found.filter(({ machines }) => machines.length === 0);
  const known = found.filter(({ machines }) => machines.length > 0);
  if (unknown.length > 0 && !(aim.toleratesUnknown && known.length > 0))
    throw await unknownMachines(unknown, found, { request, aim, tools });

  const open = known.find((one) => !isSettled(one, aim));
  if (!open) {
    const machines = unique(known);
    const names = unknown.map(({ typed }) => typed);
    return { kind: 'machines', machines, unknown: names, folded: known.length - machines.length };
  }
  refuseCrowd(open, aim);
  const others = found.filter((one) => one !== open).map(wordFor);
  const choice = {
    typed: open.typed,
    machines: open.machines,
    verb: aim.verb,
    words: [...others, ...aim.tail],
  };
  return { kind: 'ask', answer: { card: chooseMachineCard(choice, viewOf(request, tools)) } };
}

function isSettled({ machines, by }: Found, aim: Aim): boolean {
  if (machines.length !== 1) return false;
  return by === 'name' || (by === 'address' && aim.trustsAddress);
}

function unique(found: readonly Found[]): Machine[] {
  return [...new Map(found.flatMap(({ machines }) => machines.map((m) => [m.id, m]))).values()];
}

/** An id is exact; what is still open is asked for again by the next card. */
function wordFor({ typed, machines, by }: Found): string {
  return machines.length === 1 && by === 'name' ? machines[0]!.id : typed;
}

function refuseLookAlikes(names: readonly string[], { verb, tail, nothing }: Aim): void {
  for (const [at, name] of names.entries()) {
    const found = findLookAlike(name);
    if (!found) continue;
    const { meant } = found;
    const words = meant ? [...names.with(at, meant), ...tail] : [];
    throw new UserError(
      meant
        ? text`${raw(found.says)} ${raw(nothing)} Did you mean ${meant}?`
        : text`${raw(found.says)} ${raw(nothing)}`,
      meant ? [button(meant, verb, words)] : [],
    );
  }
}

// More records than this are no choice but a list.
const mostChoices = 10;

function refuseCrowd({ typed, machines }: Found, { nothing }: Aim): void {
  if (machines.length <= mostChoices) return;
  throw new UserError(
    text`${machines.length} machines match “${typed}”. Add more of the name, or give the id. ${raw(nothing)}`,
  );
}

interface Around {
  readonly request: CommandRequest<Named>;
  readonly aim: Aim;
  readonly tools: Tools;
}

async function unknownMachines(
  unknown: readonly Found[],
  found: readonly Found[],
  { request, aim, tools }: Around,
): Promise<UserError> {
  const known = found.filter((one) => !unknown.includes(one)).map(wordFor);
  const [first, ...others] = unknown;
  if (known.length === 0 && first && others.length === 0)
    return oneUnknown(first, { request, aim, tools });
  const says = text`I don't know ${raw(listed(unknown))}. ${raw(aim.nothing)}`;
  if (known.length === 0) return new UserError(says);
  const title = say`${capital(aim.verb)} the other ${known.length}`;
  return new UserError(says, [button(title, aim.verb, [...known, ...aim.tail])]);
}

async function oneUnknown({ typed, by }: Found, { request, aim, tools }: Around) {
  if (by === 'address')
    return new UserError(
      text`No machine reported the address ${typed} lately. ${raw(aim.nothing)} Try its name.`,
    );
  const says = text`I don't know a machine “${typed}”. ${raw(aim.nothing)}`;
  const near = await similarMachines(typed, tools.defender);
  if (near.length === 0)
    return new UserError(text`${raw(says)} No similar name either: it may not be onboarded.`);
  const view = viewOf(request, tools);
  const names = trusted(near.map((one) => nearInWords(one, view)).join(', '));
  const buttons: Suggestion[] = near.map(({ name, word }) =>
    button(name, aim.verb, [word, ...aim.tail]),
  );
  return new UserError(text`${raw(says)} Did you mean ${raw(names)}?`, buttons);
}

const mostListed = 10;

function listed(unknown: readonly Found[]): SafeText {
  const names = unknown.slice(0, mostListed).map(({ typed }) => text`“${typed}”`);
  const rest = unknown.length - names.length;
  const all = trusted(names.join(', '));
  return rest > 0 ? text`${raw(all)} and ${rest} more` : all;
}
