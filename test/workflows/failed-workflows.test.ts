import { seconds } from '../../src/domain/duration';
import { InfrastructureError } from '../../src/domain/infrastructure-error';
import type { WorkflowInputs } from '../../src/ports';
import { StoredFailedWorkflows } from '../../src/storage/failed-workflows';
import { createPool } from '../../src/storage/postgres/pool';
import { Engine } from '../../src/workflows/engine/engine';
import { runs } from '../../src/workflows/engine/runs';
import { defineWorkflow } from '../../src/workflows/engine/workflow';
import { superviseFailures } from '../../src/workflows/scheduled/failed-workflows';
import { testClock } from '../support/clock';
import { type TestDatabase, testDatabase } from '../support/database';
import { eventuallyPasses } from '../support/eventually';
import { quietLog } from '../support/quiet-log';

jest.setTimeout(120_000);

const clock = testClock(new Date().toISOString());
/** Errors that the next runs end with, by report id. */
const errors = new Map<string, Error[]>();
const steps: string[] = [];
const told: WorkflowInputs['workflow-failed'][] = [];
let database: TestDatabase;
let engine: Engine;
let pool: ReturnType<typeof createPool>;
let failedWorkflows: StoredFailedWorkflows;

beforeAll(async () => {
  database = await testDatabase();
  const { connectionString } = database;
  pool = createPool({ connectionString, poolSize: 5 });
  engine = new Engine({ connectionString, pool, executorId: 'failures', clock, log: quietLog });
  engine.register(
    [
      defineWorkflow<'ip-prevalence', object>('ip-prevalence', async (context, { reportId }) => {
        await context.step('first', async () => void steps.push(reportId));
        const error = errors.get(reportId)?.shift();
        if (error) throw error;
      }),
      defineWorkflow<'workflow-failed', object>('workflow-failed', async (_context, failed) => {
        told.push(failed);
      }),
    ],
    {},
  );
  await engine.launch();
  failedWorkflows = new StoredFailedWorkflows(database.db);
});
afterAll(async () => {
  await engine.drain(0);
  await pool.end();
  await database.close();
});

const supervise = () =>
  superviseFailures({ clock, failedWorkflows, log: quietLog, runs, workflows: engine });

const isFailed = async (id: string) => (await runs.failed()).some((run) => run.id === id);

async function fail(reportId: string, ...failures: Error[]): Promise<void> {
  errors.set(reportId, failures);
  await engine.start('ip-prevalence', reportId, { reportId });
  await eventuallyPasses(async () => expect(await isFailed(reportId)).toBe(true));
}

describe('a workflow that ended with an error', () => {
  it('resumes with backoff when the infrastructure failed, and keeps what it had done', async () => {
    await fail('outage', new InfrastructureError('read-only'));

    await supervise();
    await supervise();
    expect(await failedWorkflows.unresolved()).toMatchObject([{ id: 'outage', resumes: 0 }]);
    expect(await isFailed('outage')).toBe(true);
    clock.advance(seconds(31));
    await supervise();

    await eventuallyPasses(async () => expect(await isFailed('outage')).toBe(false));
    await eventuallyPasses(async () => expect(errors.get('outage')).toEqual([]));
    expect(steps.filter((id) => id === 'outage')).toHaveLength(1);
    expect(await failedWorkflows.unresolved()).toEqual([]);
    expect(told).toEqual([]);
  });

  it('tells operations once when it can’t succeed, and stays on the list until it is resumed', async () => {
    await fail('bug', new TypeError('x is undefined'));

    await supervise();
    await supervise();

    const failed = { workflowId: 'bug', name: 'ip-prevalence', input: { reportId: 'bug' } };
    await eventuallyPasses(async () => expect(told).toEqual([failed]));
    expect(await failedWorkflows.unresolved()).toMatchObject([
      { id: 'bug', error: 'x is undefined' },
    ]);
    await runs.restart('bug');
    await failedWorkflows.resumed('bug');
    await eventuallyPasses(async () => expect(await isFailed('bug')).toBe(false));
    expect(await failedWorkflows.unresolved()).toEqual([]);
  });
});
