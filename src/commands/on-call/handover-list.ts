import { handoverCard, maxListed } from '../../cards/overview';
import type { Reply } from '../../domain/card';
import type { CommandRequest, CommandServices } from '../command';

/** What whoever takes over has to know: notices, waiting machines, packages nobody took out. */
export async function handoverList(
  request: CommandRequest,
  services: CommandServices,
): Promise<Reply> {
  const open = await services.overview.open(maxListed);
  return { card: handoverCard(open, request.render) };
}
