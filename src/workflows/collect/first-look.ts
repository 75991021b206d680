import type { Inside } from '../../domain/collection';
import { defined } from '../../domain/defined';
import { isDefenderError } from '../../domain/errors';
import { lookInside } from '../../evidence/look-inside';
import { matchAddresses } from '../../evidence/match-addresses';
import type { WorkflowServices } from '../engine/services';
import { packageOf } from './package-step';

const maxMatches = 100;

/** Summarizes the package and matches the incident's addresses against it. */
export async function firstLook(
  packageId: string,
  file: string,
  services: WorkflowServices,
): Promise<Inside> {
  const look = await services.evidence.onDisk(file, (path) => lookInside(path));
  if (!look) throw new Error(`${file} is gone from the evidence store`);
  if (!look.readable) {
    services.log.warn({ packageId, error: look.cause }, 'the contents of a package are unreadable');
    return { ...nothing, unreadable: look.why };
  }
  return {
    counts: look.counts,
    missing: look.missing,
    failedSteps: look.summary?.errors.length ?? 0,
    notUnderstood: look.notUnderstood.length,
    matches: matchAddresses(look, await incidentAddresses(packageId, services))
      .slice(0, maxMatches)
      .map(({ address, where, process }) => defined({ address, where, process })),
  };
}

const nothing = { counts: {}, missing: [], failedSteps: 0, notUnderstood: 0, matches: [] };

/** The incident's addresses; empty without an incident or when Defender doesn't answer. */
async function incidentAddresses(packageId: string, services: WorkflowServices): Promise<string[]> {
  const { incident } = (await packageOf(packageId, services)).collection;
  if (!incident) return [];
  try {
    const found = await services.defender.incident(incident);
    return (found?.alerts ?? []).flatMap(({ evidence }) =>
      evidence.flatMap(({ address, kind }) => (address && kind !== 'Device' ? [address] : [])),
    );
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    services.log.warn({ packageId, error }, 'the addresses of an incident could not be read');
    return [];
  }
}
