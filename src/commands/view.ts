import { zoneOf } from '../access/on-call';
import type { RenderContext } from '../cards/kit/render-context';
import type { CommandRequest, CommandServices } from './command';

/** How the answer is drawn: for the person who asked, now. */
export function renderContextOf(
  request: Pick<CommandRequest, 'timeZone'>,
  services: CommandServices,
): RenderContext {
  const { clock, portalUrl: portal } = services;
  return { now: clock.now(), timeZone: request.timeZone, portal, timeScale: clock.scale };
}

/** What many read in a channel, such as the schedule, is in the zone that they share. */
export function sharedRenderContextOf(
  request: Pick<CommandRequest, 'place' | 'timeZone'>,
  services: CommandServices,
): RenderContext {
  const view = renderContextOf(request, services);
  if (request.place.kind === 'personal') return view;
  return { ...view, timeZone: zoneOf(services.policy.onCall) };
}
