import { chooseMachineCard } from '../../cards/machines/choose-machine';
import type { Reply } from '../../domain/card';
import { type Suggestion, UserError } from '../../domain/errors';
import type { Machine } from '../../domain/machine';
import { markdown, md, type SafeText, unsafeMarkdown } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandRequest, MachineServices, PlatformServices } from '../command';
import { askQuestion, startOwn } from '../questions';
import { findMachines, type Match, type NamedMachines } from './find-machines';
import { findLookAlike } from './look-alikes';
import { button, capital, nearInWords, similarMachines } from './suggest';

/** The command that goes on once the machines are known, and the words that follow them. */
export interface Aim {
  readonly verb: string;
  readonly tail: readonly string[];
  /** Says what did not happen, such as `Nothing was collected.` */
  readonly nothing: SafeText;
  /** Whether a match by address needs no confirmation. */
  readonly trustsAddress: boolean;
  /** Whether unknown names are reported instead of rejected when others are known. */
  readonly toleratesUnknown?: boolean;
}

export type Selection =
  | {
      readonly kind: 'machines';
      readonly machines: readonly Machine[];
      /** Unknown names, where they are tolerated. */
      readonly unknown: readonly string[];
      /** Number of names that resolved to a machine already listed. */
      readonly folded: number;
    }
  | { readonly kind: 'ask'; readonly answer: Reply };

/**
 * Resolves each name to exactly one record, or returns a card to choose from.
 * @throws {UserError} an unknown name; nothing happens for the other names either
 */
export async function selectMachines(
  request: CommandRequest<NamedMachines>,
  aim: Aim,
  services: PlatformServices & MachineServices,
): Promise<Selection> {
  const found = await findMachines(request.args, services.defender);
  const unknown = found.filter(({ machines }) => machines.length === 0);
  const known = found.filter(({ machines }) => machines.length > 0);
  assertLookAlikes(request.args.machines, unknown, aim);
  if (unknown.length > 0 && !(aim.toleratesUnknown && known.length > 0))
    throw await unknownMachines(unknown, found, { request, aim, services });

  const open = known.find((one) => !isSettled(one, aim));
  if (!open) {
    const machines = unique(known);
    const names = unknown.map(({ typed }) => typed);
    return { kind: 'machines', machines, unknown: names, folded: known.length - machines.length };
  }
  assertFewMatches(open, aim);
  const others = found.filter((one) => one !== open).map(wordFor);
  const { byIp, machines: names } = request.args;
  const restart = { title: startOwn(), verb: aim.verb, words: [...names, ...byIp] };
  const question = await askQuestion(request, { kind: 'choice', restart }, services);
  const choice = {
    question,
    typed: open.typed,
    machines: open.machines,
    verb: aim.verb,
    words: [...others, ...aim.tail],
  };
  return {
    kind: 'ask',
    answer: {
      card: chooseMachineCard(choice, request.render),
      cardKey: question.id,
      awaitsChoice: true,
    },
  };
}

function isSettled({ machines, by }: Match, aim: Aim): boolean {
  if (machines.length !== 1) return false;
  return by === 'name' || (by === 'address' && aim.trustsAddress);
}

function unique(found: readonly Match[]): Machine[] {
  return [...new Map(found.flatMap(({ machines }) => machines.map((m) => [m.id, m]))).values()];
}

/** Returns the id of a certain match, otherwise the name as typed, for the next card to resolve. */
function wordFor({ typed, machines, by }: Match): string {
  return machines.length === 1 && by === 'name' ? machines[0]!.id : typed;
}

/** @throws {UserError} an unknown name with a letter of another script that looks like an ASCII one */
function assertLookAlikes(
  names: readonly string[],
  unknown: readonly Match[],
  { verb, tail, nothing }: Aim,
): void {
  for (const { typed } of unknown) {
    const found = findLookAlike(typed);
    if (!found) continue;
    const words = [...names.with(names.indexOf(typed), found.meant), ...tail];
    throw new UserError(
      md`${markdown(found.says)} ${markdown(nothing)} Did you mean ${found.meant}?`,
      [button(found.meant, verb, words)],
    );
  }
}

// More records than this don't fit a choice card.
const maxChoices = 10;

function assertFewMatches({ typed, machines }: Match, { nothing }: Aim): void {
  if (machines.length <= maxChoices) return;
  throw new UserError(
    md`${machines.length} devices match “${typed}”. Add more of the name, or use the id. ${markdown(nothing)}`,
  );
}

interface Around {
  readonly request: CommandRequest<NamedMachines>;
  readonly aim: Aim;
  readonly services: PlatformServices & MachineServices;
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
  const view = request.render;
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
