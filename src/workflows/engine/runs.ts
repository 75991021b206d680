import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';

/** A workflow that ended with an error. */
export interface FailedRun {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  readonly error: unknown;
  readonly failedAt: Date;
}

/** The stored runs of workflows, beyond what one workflow sees. */
export interface Runs {
  /** Ids of the unfinished workflows of an executor. */
  pending(executorId: string): Promise<string[]>;
  /** Lets any replica continue unfinished workflows. Idempotent. */
  resume(ids: readonly string[]): Promise<void>;
  /** The latest workflows that ended with an error, newest first. */
  failed(): Promise<FailedRun[]>;
  /** Runs a failed workflow again from the step that failed, under the same id. */
  restart(id: string): Promise<void>;
  /** When the oldest message without an answer was accepted. */
  oldestTurn(): Promise<Date | undefined>;
}

const maxFailed = 200;

interface Api extends Pick<DBOSClient, 'listWorkflows' | 'listWorkflowSteps'> {
  resumeWorkflows(ids: string[]): Promise<unknown>;
  rewindWorkflow(id: string, options: { readonly startStep: number }): Promise<unknown>;
}

function runsOf(api: Api): Runs {
  return {
    async pending(executorId) {
      const found = await api.listWorkflows({ executorId, status: 'PENDING', loadInput: false });
      return found.map(({ workflowID }) => workflowID);
    },
    async resume(ids) {
      if (ids.length > 0) await api.resumeWorkflows([...ids]);
    },
    async failed() {
      const found = await api.listWorkflows({ status: 'ERROR', sortDesc: true, limit: maxFailed });
      return found.map(({ completedAt, createdAt, error, input, workflowID, workflowName }) => ({
        id: workflowID,
        name: workflowName,
        input: input?.[0],
        error,
        failedAt: new Date(completedAt ?? createdAt),
      }));
    },
    async restart(id) {
      const steps = (await api.listWorkflowSteps(id)) ?? [];
      const failed = steps.findLast(({ error }) => error !== null);
      const startStep = failed?.functionID ?? (steps.at(-1)?.functionID ?? -1) + 1;
      await api.rewindWorkflow(id, { startStep });
    },
    async oldestTurn() {
      const [oldest] = await api.listWorkflows({
        workflowName: 'turn',
        status: ['PENDING', 'ENQUEUED'],
        loadInput: false,
        limit: 1,
      });
      return oldest && new Date(oldest.createdAt);
    },
  };
}

/** The runs, through the engine of this process. */
export const runs = runsOf(DBOS);

/** The runs, beside a Bailiff that may be running: for the command line. */
export async function visitRuns(connectionString: string) {
  const client = await DBOSClient.create({ systemDatabaseUrl: connectionString });
  return { runs: runsOf(client), close: () => client.destroy() };
}
