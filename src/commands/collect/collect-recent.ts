import { messageCard } from '../../cards/kit/message';
import { personName } from '../../cards/kit/name';
import { ago, clock } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import { hours } from '../../domain/duration';
import { shortName } from '../../domain/machine';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { CollectServices, PlatformServices } from '../command';
import { type CollectTargets, tailOf } from './collect-list';
import type { CollectRequest } from './collect-request';

/** Offers a package of the last hour before the machine is collected again. */
export async function offerRecent(
  request: CollectRequest,
  { machines }: CollectTargets,
  services: PlatformServices & CollectServices,
): Promise<Reply | undefined> {
  const [machine, ...others] = machines;
  if (!machine || others.length > 0 || wantsNew(request)) return undefined;
  const since = new Date(services.clock.now().getTime() - services.clock.real(hours(1)));
  const [recent] = await services.collections.readySince([machine.id], since);
  const collection = recent && (await services.collections.get(recent.collectionId));
  // A redelivery of the message that opened it.
  if (!collection || collection.askedAt >= request.at) return undefined;
  const view = request.render;
  const at = recent.endedAt ?? recent.updatedAt;
  const tail = tailOf(request);
  return {
    card: messageCard({
      title: md`There’s already a package of ${shortName(machine)} from ${clock(at, view)} (${ago(at, view)}, by ${personName(collection.askedBy)})`,
      lines: [md`Nothing was collected.`],
      ref: collection.id,
      suggestions: [
        { title: t`Get that package`, verb: 'package', words: [collection.id] },
        { title: t`Collect a new one`, verb: 'collect', words: [machine.id, '--again', ...tail] },
      ],
    }),
  };
}

export function wantsNew({ args: { flags } }: CollectRequest): boolean {
  return flags.includes('again') || flags.includes('new');
}
