import { setTimeout as pause } from 'node:timers/promises';
import { leadsOf } from '../../access/on-call';
import type { Person } from '../../domain/person';
import type { WorkflowServices } from '../engine/services';

// Real time: Graph may take minutes to fail, and nobody is paged meanwhile.
const timeoutMs = 5_000;

/**
 * Returns the leads to notify; only those listed in the policy when their groups take too long to
 * read.
 */
export async function leadsInTime({
  leads,
  log,
  policy,
}: Pick<WorkflowServices, 'leads' | 'log' | 'policy'>): Promise<readonly Person[]> {
  const done = new AbortController();
  const late = pause(timeoutMs, undefined, { signal: done.signal }).then(() => {
    log.warn({}, 'the leads took too long to read: only those listed in the policy are notified');
    return leadsOf(policy);
  });
  // Aborted once the list has arrived.
  late.catch(() => undefined);
  return Promise.race([leads.list(), late]).finally(() => done.abort());
}
