import type { Inside } from '../domain/collection';
import { isDefenderError } from '../domain/errors';
import type { Counts } from '../evidence/first-look';
import { lookInside } from '../evidence/look-inside';
import { matchAddresses } from '../evidence/match-addresses';
import { recorded } from '../language/language';
import { packageOf } from './package-step';
import type { StoryTools } from './tools';

const mostMatches = 100;

/** What the package holds, and which of its incident's addresses the machine itself speaks of. */
export async function firstLook(
  packageId: string,
  file: string,
  tools: StoryTools,
): Promise<Inside> {
  const look = await tools.evidence.onDisk(file, (path) => lookInside(path));
  if (!look.readable) {
    tools.log.warn({ packageId, error: look.cause }, 'a package is unreadable inside');
    return { ...nothing, unreadable: look.why };
  }
  return {
    holds: holdingsOf(look.counts),
    missing: look.missing,
    failedSteps: look.summary?.errors.length ?? 0,
    notUnderstood: look.notUnderstood.length,
    matches: matchAddresses(look, await incidentAddresses(packageId, tools))
      .slice(0, mostMatches)
      .map(({ address, where, process }) => ({ address, where, process })),
  };
}

const nothing = { holds: [], missing: [], failedSteps: 0, notUnderstood: 0, matches: [] };

// Kept with the package.
const words: Readonly<Record<keyof Counts, readonly [string, string]>> = {
  processes: ['process', 'processes'],
  services: ['service', 'services'],
  autoruns: ['autorun', 'autoruns'],
  scheduledTasks: [recorded`scheduled task`, recorded`scheduled tasks`],
  installedPrograms: ['program', 'programs'],
  logonLogs: [recorded`logon log`, recorded`logon logs`],
};

function holdingsOf(counts: Counts): string[] {
  return (Object.keys(words) as (keyof Counts)[]).flatMap((name) => {
    const count = counts[name];
    return count === undefined ? [] : [`${count} ${words[name][count === 1 ? 0 : 1]}`];
  });
}

/** One call, only where a person named an incident; without an answer the look stays without a join. */
async function incidentAddresses(packageId: string, tools: StoryTools): Promise<string[]> {
  const { incident } = (await packageOf(packageId, tools)).collection;
  if (!incident) return [];
  try {
    const found = await tools.defender.incident(incident);
    return (found?.alerts ?? []).flatMap(({ evidence }) =>
      evidence.flatMap(({ address, kind }) => (address && kind !== 'Device' ? [address] : [])),
    );
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    tools.log.warn({ packageId, error }, 'the addresses of an incident could not be read');
    return [];
  }
}
