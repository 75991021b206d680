import { Client } from 'pg';
import { isFinal } from '../../src/domain/collection';
import { workflowIds } from '../../src/domain/workflow-ids';
import { ChainedJournal } from '../../src/journal/journal';
import { Metrics } from '../../src/journal/metrics';
import { StoredJournalRows } from '../../src/storage/journal/journal-rows';
import { createPool } from '../../src/storage/postgres/pool';
import { allWorkflows } from '../../src/workflows';
import { Engine } from '../../src/workflows/engine/engine';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { eventuallyPasses } from '../support/eventually';
import { quietLog } from '../support/quiet-log';
import { mia, type Stage, setStage, soc } from './stage';

/** `npm run chaos` breaks every statement; the test takes a sample of them. */
const isChaos = process.env['BAILIFF_CHAOS'] === '1';
const sampled = isChaos ? Number.POSITIVE_INFINITY : 8;
const codes = ['57014', '25006', '55P03', '58030', 'XX000'];

jest.setTimeout(isChaos ? 600_000 : 240_000);

/** Makes the server refuse the n-th statement from now on, over the real connection. */
const fault = { seen: 0, at: 0, code: '57014' };
const query = Client.prototype.query as (...args: unknown[]) => unknown;
Client.prototype.query = function (this: Client, ...args: unknown[]) {
  const [statement] = args;
  const text = typeof statement === 'string' ? statement : '';
  // PostgreSQL never cancels a rollback, and transactions of other tests are none of these.
  if (text === '' || /^rollback/i.test(text) || ++fault.seen !== fault.at)
    return query.apply(this, args);
  const done = typeof args.at(-1) === 'function' ? [args.at(-1)] : [];
  const raise = `do $$ begin raise exception 'injected' using errcode = '${fault.code}'; end $$`;
  return query.call(this, raise, ...done);
} as typeof Client.prototype.query;

let stage: Stage;
let engine: Engine;
let pool: ReturnType<typeof createPool>;
let services: WorkflowServices;

beforeAll(async () => {
  stage = await setStage();
  const { connectionString, db } = stage;
  pool = createPool({ connectionString, poolSize: 6 });
  engine = new Engine({
    ...{ connectionString, pool, executorId: 'faults', log: quietLog },
    clock: stage.clock,
  });
  const rows = new StoredJournalRows(db);
  const journal = new ChainedJournal({
    ...{ rows, clock: stage.clock, log: quietLog, metrics: new Metrics() },
  });
  services = { ...stage.services, journal, workflows: engine };
  engine.register(allWorkflows, services);
  await engine.launch();
});
afterAll(async () => {
  await engine.drain(0);
  await stage.close();
  await pool.end();
});

/** Collects one package while the n-th statement fails; 0 breaks nothing. */
async function collect(at: number, code = '57014') {
  stage.simulator.reset();
  stage.posted.length = 0;
  const collection = await stage.ask('ws-042.contoso.example');
  const { id } = collection.packages[0]!;
  const package_ = async () => (await services.collections.ofPackage(id))!.package;
  const whileBroken = <T>(work: () => Promise<T>) => retried(work);
  Object.assign(fault, { seen: 0, at, code });

  const workflow = workflowIds.collectPackage({ id, attempt: 1 });
  await whileBroken(() => engine.start('collect-package', workflow, { packageId: id, attempt: 1 }));
  await eventuallyPasses(async () => expect((await package_()).actionId).toBeDefined());
  const ended = await whileBroken(() => stage.untilItEnds(id));
  await whileBroken(() => engine.signal(workflow, 'news', ended!, `${id}:ended`));
  await eventuallyPasses(async () => expect(isFinal((await package_()).state)).toBe(true));
  await eventuallyPasses(async () => expect(stage.posted).toHaveLength(1));
  const statements = fault.seen;
  Object.assign(fault, { at: 0 });
  return { state: (await package_()).state, asked: posts(), statements };
}

/** A caller outside of workflows retries. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  return work().catch(work);
}

function posts(): number {
  return stage.simulator
    .calls()
    .filter(({ method, path }) => method === 'POST' && path.endsWith('collectInvestigationPackage'))
    .length;
}

/** Numbers from 1 to `most`, evenly spread. */
function sample(most: number): number[] {
  const amount = Math.min(most, sampled);
  return Array.from({ length: amount }, (_, n) => 1 + Math.floor((n * most) / amount));
}

describe('a database error', () => {
  it('at any statement of a collection delays it: ready, asked once, told once', async () => {
    const calm = await collect(0);
    const outcomes: string[] = [];
    const points = sample(calm.statements);
    for (const [n, at] of points.entries()) {
      const { asked, state } = await collect(at, codes[n % codes.length]);
      outcomes.push(`${state}, asked ${asked}, told ${stage.posted.length}`);
    }
    const expected = points.map(() => 'ready, asked 1, told 1');

    expect(outcomes).toEqual(expected);
    console.info(`${points.length} of ${calm.statements} statements failed, 0 collections did`);
  });

  it('at any statement of an IP report delays it', async () => {
    const report = async (at: number, code = '57014') => {
      Object.assign(fault, { seen: 0, at: 0 });
      const opened = await services.ipReports.open(`report ${at} ${code}`, {
        ...{ askedBy: mia, place: soc, timeZone: 'UTC', of: { incident: '4711' } },
      });
      Object.assign(fault, { seen: 0, at, code });
      await retried(() => engine.start('ip-report', opened.id, opened));
      await eventuallyPasses(async () =>
        expect((await services.ipReports.get(opened.id))?.state).not.toBe('running'),
      );
      const statements = fault.seen;
      Object.assign(fault, { at: 0 });
      return { state: (await services.ipReports.get(opened.id))?.state, statements };
    };
    const calm = await report(0);
    const states = [];
    const points = sample(calm.statements);
    for (const [n, at] of points.entries())
      states.push((await report(at, codes[n % codes.length])).state);

    expect(states).toEqual(points.map(() => calm.state));
    console.info(`${points.length} of ${calm.statements} statements failed, 0 reports did`);
  });
});
