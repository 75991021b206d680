import { chooseMachineCard } from '../../cards/machines/choose-machine';
import type { Reply } from '../../domain/card';
import { type Suggestion, UserError } from '../../domain/errors';
import type { Machine } from '../../domain/machine';
import { markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandRequest, CommandServices } from '../command';
import { renderContextOf } from '../view';
import { findMachines, type Match, type NamedMachines } from './find-machines';
import { findLookAlike } from './look-alikes';
import { button, capital, nearInWords, similarMachines } from './suggest';

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
  | { readonly kind: 'ask'; readonly answer: Reply };

/**
 * The machines a message names, each exactly one record, or a card to choose from.
 * @throws {UserError} a name nobody knows: nothing happens then, not even for the others
 */
export async function selectMachines(
  request: CommandRequest<NamedMachines>,
  aim: Aim,
  services: CommandServices,
): Promise<Picked> {
  assertLookAlikes(request.args.machines, aim);
  const found = await findMachines(request.args, services.defender);
  const unknown = found.filter(({ machines }) => machines.length === 0);
  const known = found.filter(({ machines }) => machines.length > 0);
  if (unknown.length > 0 && !(aim.toleratesUnknown && known.length > 0))
    throw await unknownMachines(unknown, found, { request, aim, services });

  const open = known.find((one) => !isSettled(one, aim));
  if (!open) {
    const machines = unique(known);
    const names = unknown.map(({ typed }) => typed);
    return { kind: 'machines', machines, unknown: names, folded: known.length - machines.length };
  }
  assertCrowd(open, aim);
  const others = found.filter((one) => one !== open).map(wordFor);
  const choice = {
    typed: open.typed,
    machines: open.machines,
    verb: aim.verb,
    words: [...others, ...aim.tail],
  };
  return {
    kind: 'ask',
    answer: { card: chooseMachineCard(choice, renderContextOf(request, services)) },
  };
}

function isSettled({ machines, by }: Match, aim: Aim): boolean {
  if (machines.length !== 1) return false;
  return by === 'name' || (by === 'address' && aim.trustsAddress);
}

function unique(found: readonly Match[]): Machine[] {
  return [...new Map(found.flatMap(({ machines }) => machines.map((m) => [m.id, m]))).values()];
}

/** An id is exact; what is still open is asked for again by the next card. */
function wordFor({ typed, machines, by }: Match): string {
  return machines.length === 1 && by === 'name' ? machines[0]!.id : typed;
}

function assertLookAlikes(names: readonly string[], { verb, tail, nothing }: Aim): void {
  for (const [at, name] of names.entries()) {
    const found = findLookAlike(name);
    if (!found) continue;
    const { meant } = found;
    const words = meant ? [...names.with(at, meant), ...tail] : [];
    throw new UserError(
      meant
        ? md`${markdown(found.says)} ${markdown(nothing)} Did you mean ${meant}?`
        : md`${markdown(found.says)} ${markdown(nothing)}`,
      meant ? [button(meant, verb, words)] : [],
    );
  }
}

// More records than this are no choice but a list.
const maxChoices = 10;

function assertCrowd({ typed, machines }: Match, { nothing }: Aim): void {
  if (machines.length <= maxChoices) return;
  throw new UserError(
    md`${machines.length} devices match “${typed}”. Add more of the name, or use the id. ${markdown(nothing)}`,
  );
}

interface Around {
  readonly request: CommandRequest<NamedMachines>;
  readonly aim: Aim;
  readonly services: CommandServices;
}

async function unknownMachines(
  unknown: readonly Match[],
  found: readonly Match[],
  { request, aim, services }: Around,
): Promise<UserError> {
  const known = found.filter((one) => !unknown.includes(one)).map(wordFor);
  const [first, ...others] = unknown;
  if (known.length === 0 && first && others.length === 0)
    return oneUnknown(first, { request, aim, services });
  const says = md`${markdown(listed(unknown))} not found. ${markdown(aim.nothing)}`;
  if (known.length === 0) return new UserError(says);
  const title = t`${capital(aim.verb)} the other ${known.length}`;
  return new UserError(says, [button(title, aim.verb, [...known, ...aim.tail])]);
}

async function oneUnknown({ typed, by }: Match, { request, aim, services }: Around) {
  if (by === 'address')
    return new UserError(
      md`No device reported the address ${typed} recently. ${markdown(aim.nothing)} Try its name.`,
    );
  const says = md`No device “${typed}” found. ${markdown(aim.nothing)}`;
  const near = await similarMachines(typed, services.defender);
  if (near.length === 0)
    return new UserError(md`${markdown(says)} No similar name found: it may not be onboarded.`);
  const view = renderContextOf(request, services);
  const names = unsafeMarkdown(near.map((one) => nearInWords(one, view)).join(', '));
  const buttons: Suggestion[] = near.map(({ name, word }) =>
    button(name, aim.verb, [word, ...aim.tail]),
  );
  return new UserError(md`${markdown(says)} Did you mean ${markdown(names)}?`, buttons);
}

const maxListed = 10;

function listed(unknown: readonly Match[]): SafeText {
  const names = unknown.slice(0, maxListed).map(({ typed }) => md`“${typed}”`);
  const rest = unknown.length - names.length;
  const all = unsafeMarkdown(names.join(', '));
  return rest > 0 ? md`${markdown(all)} and ${rest} more` : all;
}
