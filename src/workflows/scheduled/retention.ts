import { DBOS } from '@dbos-inc/dbos-sdk';
import { days } from '../../domain/duration';
import type { Clock, WorkflowInputs } from '../../ports';

// The inputs of these contain what people wrote.
const withTurns = ['turn', 'kept-request'] as const;

// A record over all names, so that the compiler notices a missing workflow.
const others: Readonly<Record<Exclude<keyof WorkflowInputs, (typeof withTurns)[number]>, true>> = {
  approval: true,
  'collect-package': true,
  digest: true,
  'finish-collection': true,
  incident: true,
  'ip-prevalence': true,
  'ip-report': true,
  notice: true,
  pager: true,
  'renew-report': true,
  'rule-changed': true,
  'workflow-failed': true,
};

/** Deletes finished workflow runs: those that hold a turn after a day, others after `keepDays`. Returns how many. */
export async function forgetFinished(clock: Clock, keepDays: number): Promise<number> {
  const ago = (amount: number) => new Date(clock.now().getTime() - clock.real(days(amount)));
  const turns = await forget(ago(1), [...withTurns]);
  const workflows = await forget(ago(keepDays), Object.keys(others));
  return turns + workflows;
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
