import { DBOS } from '@dbos-inc/dbos-sdk';
import { days } from '../../domain/duration';
import type { Clock, WorkflowInputs } from '../../ports';

// What was said stands in these, in each try of a request that was kept the whole of it.
const withTurns = ['turn', 'kept-request'] as const;

// A record of all of them, so that a new story can't be missing here.
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
};

/** Forgets finished runs of the engine: what holds a turn after a day, other stories after `keepDays`. */
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
