import type { Digest, OpenThings } from '../../src/domain/overview';
import type { Digests, Overview } from '../../src/ports';

const nothing = { count: 0, first: [] };
const quiet = {
  asked: 0,
  ready: 0,
  failed: 0,
  dropped: 0,
  reports: 0,
  reportsFailed: 0,
  failureAlerts: 0,
};

/** An overview in memory: nothing is open by default. */
export function memoryOverview(open: Partial<OpenThings> = {}): {
  readonly overview: Overview;
  readonly digests: Digests;
} {
  const byPlace = new Map<string, Digest>();
  return {
    overview: {
      since: async () => quiet,
      open: async () => ({ failureAlerts: nothing, waiting: nothing, unopened: nothing, ...open }),
      jobs: async () => ({ collections: 0, reports: 0 }),
    },
    digests: {
      async set(digest) {
        byPlace.set(digest.place.conversationId, { ...digest, toldAt: digest.setAt });
      },
      remove: async (id) => byPlace.delete(id),
      of: async (id) => byPlace.get(id),
      all: async () => [...byPlace.values()],
      told: async () => undefined,
    },
  };
}
