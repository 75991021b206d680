import type { Card } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { inWords, minutes } from '../../domain/duration';
import type { Machine } from '../../domain/machine';
import { say } from '../../language/language';
import { machineName, personName } from '../kit/name';
import { render } from '../kit/render';
import { moment } from '../kit/time';
import type { View } from '../kit/render-context';

export interface JoinedMachine {
  readonly machine: Machine;
  readonly collection: Collection;
}

/** What `cards/joined.json` shows: who asked first, and that this person is told too. */
export interface JoinedCard {
  readonly id: string;
  readonly ids: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** The button makes sense for one collection only. */
  readonly single: boolean;
}

const usually = minutes(15);
const mostLines = 15;

/** Machines that were being collected already when somebody asked for them again. */
export function joinedCard(joined: readonly JoinedMachine[], view: View): Card {
  const [first] = joined;
  if (!first) throw new Error('nothing was joined');
  const ids = [...new Set(joined.map(({ collection }) => collection.id))];
  const title = titleOf(joined, first);
  const shown = joined.slice(0, mostLines);
  const data: JoinedCard = {
    id: first.collection.id,
    ids: ids.slice(0, 5).join(', '),
    title,
    lines: [
      ...shown.map((one) => startedBy(one, joined.length > 1, view)),
      ...(shown.length < joined.length ? [say`Showing ${shown.length} of ${joined.length}.`] : []),
      say`Nothing was started twice. I'll tell you too.`,
    ],
    single: ids.length === 1,
  };
  return render('joined', data, { summary: title });
}

function titleOf(joined: readonly JoinedMachine[], { machine }: JoinedMachine): string {
  const { length } = joined;
  // Nothing is being collected while somebody else still has to allow it.
  if (joined.every((one) => packageOf(one)?.state === 'waiting-for-approval'))
    return length === 1
      ? say`${machineName(machine)} already waits for approval`
      : say`${length} machines already wait for approval`;
  return length === 1
    ? say`${machineName(machine)} is already being collected`
    : say`${length} machines are already being collected`;
}

function packageOf({ machine, collection }: JoinedMachine) {
  return collection.packages.find((one) => one.machine.id === machine.id);
}

function startedBy(joined: JoinedMachine, named: boolean, view: View): string {
  const { machine, collection } = joined;
  const found = packageOf(joined);
  const name = machineName(machine);
  const who = personName(collection.askedBy);
  if (found?.state === 'waiting-for-approval') {
    const asked = moment(collection.askedAt, view);
    return named
      ? say`${name}: asked for by ${who} ${asked}. Somebody else has to allow it.`
      : say`Asked for by ${who} ${asked}. Somebody else has to allow it.`;
  }
  const since = found?.askedDefenderAt ?? found?.startedAt ?? collection.askedAt;
  const started = moment(since, view);
  const left = since.getTime() + usually - view.now.getTime();
  return [
    named ? say`${name}: started by ${who} ${started}.` : say`Started by ${who} ${started}.`,
    left > 0 ? say`Usually done in ${inWords(left)}.` : say`It takes longer than usual.`,
  ].join(' ');
}
