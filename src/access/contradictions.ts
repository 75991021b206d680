import type { Policy } from './schema';

/** A path in the file, as zod names it, and what it must hold. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly says: string;
}

/** Finds references to missing people, duplicate names and conflicting limits. */
export function contradictions(policy: Policy): Fault[] {
  return [...unknownPeople(policy), ...twins(policy), ...limits(policy)];
}

function unknownPeople({ onCall }: Policy): Fault[] {
  const known = Object.keys(onCall.people);
  const named = [
    ...(onCall.rotation?.people ?? []).map((who, at) => ({
      who,
      path: ['onCall', 'rotation', 'people', at],
    })),
    ...onCall.then.map((who, at) => ({ who, path: ['onCall', 'then', at] })),
  ];
  return named
    .filter(({ who }) => !known.includes(who))
    .map(({ who, path }) => ({
      path,
      says: `“${who}” is not one of onCall.people${known.length > 0 ? ` (${known.join(', ')})` : ''}.`,
    }));
}

function twins({ triggers }: Policy): Fault[] {
  const names = triggers.map(({ name }) => name);
  return names
    .map((name, at) => ({ name, at }))
    .filter(({ name, at }) => names.indexOf(name) < at)
    .map(({ name, at }) => ({
      path: ['triggers', at, 'name'],
      says: `“${name}” names another trigger already; each needs a name of its own.`,
    }));
}

function limits({ limits: { confirmAbove, refuseAbove } }: Policy): Fault[] {
  if (confirmAbove <= refuseAbove) return [];
  return [
    {
      path: ['limits', 'confirmAbove'],
      says: `limits.confirmAbove must be at most limits.refuseAbove (${refuseAbove}).`,
    },
  ];
}
