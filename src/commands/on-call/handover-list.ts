import { handoverCard, mostListed } from '../../cards/overview';
import type { Answer } from '../../domain/card';
import type { CommandRequest, Tools } from '../command';
import { viewOf } from '../view';

/** What whoever takes over has to know: notices, waiting machines, packages nobody took out. */
export async function handoverList(request: CommandRequest, tools: Tools): Promise<Answer> {
  const open = await tools.overview.open(mostListed);
  return { card: handoverCard(open, viewOf(request, tools)) };
}
