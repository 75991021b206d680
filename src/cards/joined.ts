import type { Card } from '../domain/card';
import type { Collection } from '../domain/collection';
import { inWords, minutes } from '../domain/duration';
import type { Machine } from '../domain/machine';
import { machineName, personName } from './name';
import { render } from './render';
import { count, moment } from './time';
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
  const what = joined.length === 1 ? machineName(first.machine) : count(joined.length, 'machine');
  const title = `${what} ${joined.length === 1 ? 'is' : 'are'} already being collected`;
  const shown = joined.slice(0, mostLines);
  const data: JoinedCard = {
    id: first.collection.id,
    ids: ids.slice(0, 5).join(', '),
    title,
    lines: [
      ...shown.map((one) => startedBy(one, joined.length > 1, view)),
      ...(shown.length < joined.length ? [`Showing ${shown.length} of ${joined.length}.`] : []),
      "Nothing was started twice. I'll tell you too.",
    ],
    single: ids.length === 1,
  };
  return render('joined', data, { summary: title });
}

function startedBy({ machine, collection }: JoinedMachine, named: boolean, view: View): string {
  const found = collection.packages.find((one) => one.machine.id === machine.id);
  if (found?.state === 'waiting-for-approval')
    return `${named ? `${machineName(machine)}: asked` : 'Asked'} for by ${personName(collection.askedBy)} ${moment(collection.askedAt, view)}. It waits for approval.`;
  const since = found?.askedDefenderAt ?? found?.startedAt ?? collection.askedAt;
  const left = since.getTime() + usually - view.now.getTime();
  const who = `${named ? `${machineName(machine)}: started` : 'Started'} by`;
  const until = left > 0 ? `Usually done in ${inWords(left)}.` : 'It takes longer than usual.';
  return `${who} ${personName(collection.askedBy)} ${moment(since, view)}. ${until}`;
}
