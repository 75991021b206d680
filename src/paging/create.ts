import type { Pager } from '../ports';
import { EventsV2Pager } from './events-v2';

/** Creates the pager; undefined if none is configured. */
export function createPager(
  { url, key }: { readonly url?: string; readonly key?: string },
  userAgent: string,
): Pager | undefined {
  return url && key ? new EventsV2Pager({ url, key, userAgent }) : undefined;
}
