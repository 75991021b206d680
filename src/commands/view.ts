import type { View } from '../cards/view';
import type { CommandRequest, Tools } from './command';

/** How the answer is drawn: for the person who asked, now. */
export function viewOf(request: Pick<CommandRequest, 'timeZone'>, tools: Tools): View {
  return { now: tools.clock.now(), timeZone: request.timeZone, portal: tools.portalUrl };
}
