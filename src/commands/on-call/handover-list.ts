import { handoverCard, maxListed } from '../../cards/overview';
import type { Reply } from '../../domain/card';
import type { ChannelServices, CommandRequest } from '../command';

/** Lists open failure alerts, waiting machines and packages that were not downloaded. */
export async function handoverList(
  request: CommandRequest,
  services: ChannelServices,
): Promise<Reply> {
  const open = await services.overview.open(maxListed);
  return { card: handoverCard(open, request.render) };
}
