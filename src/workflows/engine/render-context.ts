import type { View } from '../../cards/kit/render-context';
import type { Reader } from '../../ports';
import type { StoryTools } from './services';

/** How stories show things: in the reader's zone where it is known, else in the one that channels share. */
export function viewOf(tools: StoryTools, { timeZone = tools.timeZone }: Reader = {}): View {
  const { clock, portalUrl: portal } = tools;
  return { now: clock.now(), timeZone, portal, timeScale: clock.scale };
}
