import type { Card } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { inWords, minutes } from '../../domain/duration';
import type { Machine } from '../../domain/machine';
import { t } from '../../language/language';
import { machineName, personName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { moment } from '../kit/time';

export interface JoinedMachine {
  readonly machine: Machine;
  readonly collection: Collection;
}

/** Data of `cards/joined.json`: the first requester, and that this person is notified too. */
export interface JoinedCard {
  readonly id: string;
  readonly ids: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** The button makes sense for a single collection only. */
  readonly single: boolean;
}

const usually = minutes(15);
const maxLines = 15;

/** Requested machines that are already being collected. */
export function joinedCard(joined: readonly JoinedMachine[], view: RenderContext): Card {
  const [first] = joined;
  if (!first) throw new Error('nothing was joined');
  const ids = [...new Set(joined.map(({ collection }) => collection.id))];
  const title = titleOf(joined, first);
  const shown = joined.slice(0, maxLines);
  const data: JoinedCard = {
    id: first.collection.id,
    ids: ids.slice(0, 5).join(', '),
    title,
    lines: [
      ...shown.map((one) => startedBy(one, joined.length > 1, view)),
      ...(shown.length < joined.length ? [t`Showing ${shown.length} of ${joined.length}.`] : []),
      t`You’ll be notified too.`,
    ],
    single: ids.length === 1,
  };
  return render('joined', data, { summary: title });
}

function titleOf(joined: readonly JoinedMachine[], { machine }: JoinedMachine): string {
  const { length } = joined;
  // Nothing is collected while the approval is pending.
  if (joined.every((one) => packageOf(one)?.state === 'waiting-for-approval'))
    return length === 1
      ? t`${machineName(machine)} already waits for approval`
      : t`${length} devices are already waiting for approval`;
  return length === 1
    ? t`${machineName(machine)} is already being collected`
    : t`${length} devices are already being collected`;
}

function packageOf({ machine, collection }: JoinedMachine) {
  return collection.packages.find((one) => one.machine.id === machine.id);
}

function startedBy(joined: JoinedMachine, named: boolean, view: RenderContext): string {
  const { machine, collection } = joined;
  const found = packageOf(joined);
  const name = machineName(machine);
  const who = personName(collection.askedBy);
  if (found?.state === 'waiting-for-approval') {
    const asked = moment(collection.askedAt, view);
    return named
      ? t`${name}: requested by ${who} ${asked}. Someone else has to approve it.`
      : t`Requested by ${who} ${asked}. Someone else has to approve it.`;
  }
  const since = found?.askedDefenderAt ?? found?.startedAt ?? collection.askedAt;
  const started = moment(since, view);
  const left = since.getTime() + usually - view.now.getTime();
  return [
    named ? t`${name}: started by ${who} ${started}.` : t`Started by ${who} ${started}.`,
    left > 0 ? t`Usually done in ${inWords(left)}.` : t`Taking longer than usual.`,
  ].join(' ');
}
