import type { Card } from '../../domain/card';
import type { Draft, DraftEnd } from '../../domain/draft';
import type { Suggestion } from '../../domain/errors';
import { isOnline, isServer, isSupported, type Machine } from '../../domain/machine';
import { clean, type SafeText, text } from '../../domain/text';
import { machineName, personName } from '../kit/name';
import { noticeCard } from '../on-call/failure-alert';
import { clock } from '../kit/time';
import type { View } from '../kit/render-context';

export interface CollectList {
  readonly draft: Draft;
  readonly machines: readonly Machine[];
  /** Ids of the machines that need somebody's word. */
  readonly waiting: ReadonlySet<string>;
  readonly suggestions: readonly Suggestion[];
}

/** Every name on a list that waits for a click, by what will become of it. */
export function collectListCard({ draft, machines, suggestions, waiting }: CollectList): Card {
  const title = text`List ${draft.id}: ${machines.length} machines`;
  const [online, offline] = [machines.filter(isOnline), machines.filter((one) => !isOnline(one))];
  const lines = [
    group(text`Online`, online),
    group(text`Offline (will wait)`, offline),
    group(text`Servers`, machines.filter(isServer)),
    group(
      text`Needs approval`,
      machines.filter(({ id }) => waiting.has(id)),
    ),
    group(
      text`Not for Windows packages (Defender may refuse)`,
      machines.filter((one) => !isSupported(one)),
    ),
    draft.unknown.length > 0
      ? text`Unknown · ${draft.unknown.length}: ${draft.unknown.map((name) => clean(name, 64)).join(', ')}`
      : undefined,
    draft.end ? undefined : text`Nothing was collected yet.`,
  ].filter((line) => line !== undefined);
  return noticeCard({ title, lines, suggestions });
}

/** In place of the question, once it was answered: nothing is left to press. */
export function answeredListCard({ askedBy, machineIds }: Draft, end: DraftEnd, view: View): Card {
  const title = text`Collect packages from ${machineIds.length} machines?`;
  const who = personName(askedBy);
  const when = clock(end.at, view);
  const line =
    end.as === 'cancelled'
      ? text`✖ Cancelled by ${who} ${when}. Nothing was collected.`
      : text`Started by ${who} ${when}. How it goes stands on the next card.`;
  return noticeCard({ title, lines: [line] });
}

function group(name: SafeText, machines: readonly Machine[]): SafeText | undefined {
  if (machines.length === 0) return undefined;
  return text`${name} · ${machines.length}: ${machines.map(machineName).join(', ')}`;
}
