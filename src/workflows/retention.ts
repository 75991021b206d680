import { DBOS } from '@dbos-inc/dbos-sdk';
import { days } from '../domain/duration';
import type { Clock } from '../ports';

/** Forgets finished runs of the engine: turns after a day, other stories after `keepDays`. */
export async function forgetFinished(clock: Clock, keepDays: number): Promise<number> {
  const ago = (amount: number) => new Date(clock.now().getTime() - clock.real(days(amount)));
  const turns = await forget(ago(1), ['turn']);
  const stories = await forget(ago(keepDays), [
    'collect-package',
    'finish-collection',
    'approval',
    'incident',
    'ip-report',
    'ip-prevalence',
    'renew-report',
    'rule-changed',
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
