import { type FailureAlert, isResolved } from '../../src/domain/failure-alert';
import type { Override } from '../../src/domain/on-call';
import type { FailureAlerts, Overrides } from '../../src/ports';

/** Failure alerts in memory, with the rules of the stored ones. */
export function memoryFailureAlerts(stored: FailureAlert[]): FailureAlerts {
  const find = (id: string) => stored.find((one) => one.id === id);
  return {
    async report({ open, key }) {
      const known = stored.find(({ jobFailures }) => jobFailures.some((one) => one.key === key));
      if (known) return known;
      const failureAlert = open(`C-N000${stored.length}`);
      stored.push(failureAlert);
      return failureAlert;
    },
    get: async (id) => find(id),
    about: async (id) =>
      find(id) ?? stored.findLast(({ jobFailures }) => jobFailures.some(({ job }) => job === id)),
    async change(id, change) {
      const after = change(find(id)!);
      stored[stored.findIndex((one) => one.id === id)] = after;
      return after;
    },
    open: async (most) =>
      stored
        .filter((one) => !isResolved(one))
        .toReversed()
        .slice(0, most),
  };
}

export function memoryOverrides(stored: Override[]): Overrides {
  return {
    async add(requestId, override) {
      if (!stored.some(({ id }) => id === requestId)) stored.push({ ...override, id: requestId });
    },
    from: async (moment) => stored.filter(({ until }) => until > moment),
    async end(moment, personId) {
      const meant = stored.filter(
        ({ person, until }) => until > moment && (!personId || person.id === personId),
      );
      for (const one of meant) stored[stored.indexOf(one)] = { ...one, until: moment };
      return meant.length;
    },
  };
}
