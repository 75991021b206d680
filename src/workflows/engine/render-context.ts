import type { RenderContext } from '../../cards/kit/render-context';
import type { Audience } from '../../ports';
import type { WorkflowServices } from './services';

/** How stories show things: in the reader's zone where it is known, else in the one that channels share. */
export function renderContextOf(
  services: WorkflowServices,
  { timeZone = services.timeZone }: Audience = {},
): RenderContext {
  const { clock, portalUrl: portal } = services;
  return { now: clock.now(), timeZone, portal, timeScale: clock.scale };
}
