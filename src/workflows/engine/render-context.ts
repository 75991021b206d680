import type { RenderContext } from '../../cards/kit/render-context';
import type { Audience } from '../../ports';
import type { PlatformServices } from './services';

/** The render context of workflows: the audience's time zone where it is known, otherwise the shared one. */
export function renderContextOf(
  services: PlatformServices,
  { timeZone = services.timeZone }: Audience = {},
): RenderContext {
  const { clock, portalUrl: portal } = services;
  return { now: clock.now(), timeZone, portal, timeScale: clock.scale };
}
