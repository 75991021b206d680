import type { Card } from '../domain/card';
import type { Collection } from '../domain/collection';
import { inWords, minutes } from '../domain/duration';
import type { Machine } from '../domain/machine';
import { say } from '../language/language';
import { machineName, personName } from './name';
import { render } from './render';
import { moment } from './time';
import type { View } from './view';

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
  const title =
    joined.length === 1
      ? say`${machineName(first.machine)} is already being collected`
      : say`${joined.length} machines are already being collected`;
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

function startedBy({ machine, collection }: JoinedMachine, named: boolean, view: View): string {
  const found = collection.packages.find((one) => one.machine.id === machine.id);
  const name = machineName(machine);
  const who = personName(collection.askedBy);
  if (found?.state === 'waiting-for-approval') {
    const asked = moment(collection.askedAt, view);
    return named
      ? say`${name}: asked for by ${who} ${asked}. It waits for approval.`
      : say`Asked for by ${who} ${asked}. It waits for approval.`;
  }
  const since = found?.askedDefenderAt ?? found?.startedAt ?? collection.askedAt;
  const started = moment(since, view);
  const left = since.getTime() + usually - view.now.getTime();
  return [
    named ? say`${name}: started by ${who} ${started}.` : say`Started by ${who} ${started}.`,
    left > 0 ? say`Usually done in ${inWords(left)}.` : say`It takes longer than usual.`,
  ].join(' ');
}
