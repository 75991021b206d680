import { personName } from '../../cards/kit/name';
import { noticeCard } from '../../cards/on-call/failure-alert';
import { ago, clock } from '../../cards/kit/time';
import type { Answer } from '../../domain/card';
import { hours } from '../../domain/duration';
import { shortName } from '../../domain/machine';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import type { CollectRequest } from './collect';
import { type List, tailOf } from './collect-list';
import type { Tools } from '../command';
import { viewOf } from '../view';

/** A finished package of the last hour is offered before a machine is disturbed again. */
export async function offerRecent(
  request: CollectRequest,
  { machines }: List,
  tools: Tools,
): Promise<Answer | undefined> {
  const [machine, ...others] = machines;
  if (!machine || others.length > 0 || wantsNew(request)) return undefined;
  const since = new Date(tools.clock.now().getTime() - tools.clock.real(hours(1)));
  const [recent] = await tools.collections.readySince([machine.id], since);
  const collection = recent && (await tools.collections.get(recent.collectionId));
  // The very message that began it, told a second time after a crash.
  if (!collection || collection.askedAt >= request.at) return undefined;
  const view = viewOf(request, tools);
  const at = recent.endedAt ?? recent.updatedAt;
  const tail = tailOf(request);
  return {
    card: noticeCard({
      title: text`A package of ${shortName(machine)} from ${clock(at, view)} (${ago(at, view)}, by ${personName(collection.askedBy)}) exists`,
      lines: [text`Nothing was collected.`],
      ref: collection.id,
      suggestions: [
        { title: say`Get that package`, verb: 'package', words: [collection.id] },
        { title: say`Collect a new one`, verb: 'collect', words: [machine.id, '--again', ...tail] },
      ],
    }),
  };
}

export function wantsNew({ args: { flags } }: CollectRequest): boolean {
  return flags.includes('again') || flags.includes('new');
}
