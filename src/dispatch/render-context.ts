import { type OnCall, zoneOf } from '../access/on-call';
import type { RenderContext } from '../cards/kit/render-context';
import type { Place } from '../domain/place';
import type { Clock } from '../ports';

export interface RenderSettings {
  readonly clock: Pick<Clock, 'now' | 'scale'>;
  readonly policy: { readonly onCall: OnCall };
  readonly portalUrl?: string | undefined;
}

/**
 * Returns how an answer to this place is drawn.
 *
 * A channel or group chat has many readers, so its times are in the zone of the on-call rotation;
 * a 1:1 chat has one, and its times are in the reader's own zone.
 */
export function renderContextFor(
  { kind }: Pick<Place, 'kind'>,
  ownZone: string,
  { clock, policy, portalUrl }: RenderSettings,
): RenderContext {
  return {
    now: clock.now(),
    timeZone: kind === 'personal' ? ownZone : zoneOf(policy.onCall),
    timeScale: clock.scale,
    ...(portalUrl && { portal: portalUrl }),
  };
}
