import type { Card } from '../../domain/card';
import type { Draft, DraftEnd } from '../../domain/draft';
import type { Suggestion } from '../../domain/errors';
import { isOnline, isServer, isSupported, type Machine } from '../../domain/machine';
import { clean, md, type SafeText } from '../../domain/text';
import { messageCard } from '../kit/message';
import { machineName, personName } from '../kit/name';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';

export interface CollectList {
  readonly draft: Draft;
  readonly machines: readonly Machine[];
  /** Ids of the machines that need approval. */
  readonly waiting: ReadonlySet<string>;
  readonly suggestions: readonly Suggestion[];
}

/** All names of an unconfirmed list, grouped by what will happen to them. */
export function collectListCard({ draft, machines, suggestions, waiting }: CollectList): Card {
  const title = md`${machines.length} devices in list ${draft.id}`;
  const [online, offline] = [machines.filter(isOnline), machines.filter((one) => !isOnline(one))];
  const lines = [
    group(md`Online`, online),
    group(md`Offline (will wait)`, offline),
    group(md`Servers`, machines.filter(isServer)),
    group(
      md`Needs approval`,
      machines.filter(({ id }) => waiting.has(id)),
    ),
    group(
      md`Not Windows (Defender may reject)`,
      machines.filter((one) => !isSupported(one)),
    ),
    draft.unknown.length > 0
      ? md`Unknown · ${draft.unknown.length}: ${draft.unknown.map((name) => clean(name, 64)).join(', ')}`
      : undefined,
    draft.end ? undefined : md`Nothing has been collected yet.`,
  ].filter((line) => line !== undefined);
  return messageCard({ title, lines, suggestions });
}

/** Replaces the question once it is answered, without buttons. */
export function answeredListCard(
  { askedBy, machineIds }: Draft,
  end: DraftEnd,
  view: RenderContext,
): Card {
  const title = md`Collect packages from ${machineIds.length} devices?`;
  const who = personName(askedBy);
  const when = clock(end.at, view);
  const line =
    end.as === 'cancelled'
      ? md`✖ Cancelled by ${who} ${when}. Nothing was collected.`
      : md`Started by ${who} ${when}. Progress is in the next message.`;
  return messageCard({ title, lines: [line] });
}

function group(name: SafeText, machines: readonly Machine[]): SafeText | undefined {
  if (machines.length === 0) return undefined;
  return md`${name} · ${machines.length}: ${machines.map(machineName).join(', ')}`;
}
