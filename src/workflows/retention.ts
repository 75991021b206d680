import { DBOS } from '@dbos-inc/dbos-sdk';

const aDayMs = 86_400_000;

/** Forgets finished runs of the engine: turns after a day, other stories after `days`. */
export async function forgetFinished(now: Date, days: number): Promise<number> {
  const turns = await forget(new Date(now.getTime() - aDayMs), ['turn']);
  const stories = await forget(new Date(now.getTime() - days * aDayMs), [
    'collect-package',
    'finish-collection',
    'approval',
    'incident',
    'ip-report',
    'notice',
    'pager',
  ]);
  return turns + stories;
}

async function forget(before: Date, workflowName: string[]): Promise<number> {
  let gone = 0;
  for (;;) {
    const done = await DBOS.listWorkflows({
      workflowName,
      status: ['SUCCESS', 'ERROR', 'CANCELLED'],
      completedBefore: before.toISOString(),
      loadInput: false,
      loadOutput: false,
      limit: 500,
    });
    if (done.length === 0) return gone;
    await DBOS.deleteWorkflows(done.map(({ workflowID }) => workflowID));
    gone += done.length;
  }
}
