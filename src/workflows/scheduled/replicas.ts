import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Log, Replicas } from '../../ports';

// Real seconds: a heartbeat is about processes, not about our own time.
const deadAfterMs = 45_000;

/**
 * Beats for this replica and takes over the stories of one that has stopped beating. The engine
 * itself only takes up what its own executor id left behind.
 */
export async function heartbeatAndAdopt(
  executorId: string,
  { replicas, log }: { replicas: Replicas; log: Log },
): Promise<void> {
  const silent = await replicas.dead(deadAfterMs);
  await replicas.heartbeat(executorId);
  // Silent ourselves, we know nothing of the others: the database was away for all of us.
  if (silent.includes(executorId)) return;
  for (const dead of silent) {
    const left = await DBOS.listWorkflows({
      executorId: dead,
      status: 'PENDING',
      loadInput: false,
    });
    const ids = left.map(({ workflowID }) => workflowID);
    if (ids.length > 0) await DBOS.resumeWorkflows(ids);
    // Only now: a crash in between leaves the dead one on the list for the next round.
    await replicas.forget(dead);
    log.info({ dead, workflows: ids.length }, 'took over the work of a dead replica');
  }
}
