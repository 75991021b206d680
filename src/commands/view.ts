import { zoneOf } from '../access/on-call';
import type { View } from '../cards/kit/render-context';
import type { CommandRequest, Tools } from './command';

/** How the answer is drawn: for the person who asked, now. */
export function viewOf(request: Pick<CommandRequest, 'timeZone'>, tools: Tools): View {
  const { clock, portalUrl: portal } = tools;
  return { now: clock.now(), timeZone: request.timeZone, portal, timeScale: clock.scale };
}

/** What many read in a channel, such as the schedule, is in the zone that they share. */
export function sharedViewOf(
  request: Pick<CommandRequest, 'place' | 'timeZone'>,
  tools: Tools,
): View {
  const view = viewOf(request, tools);
  if (request.place.kind === 'personal') return view;
  return { ...view, timeZone: zoneOf(tools.policy.onCall) };
}
