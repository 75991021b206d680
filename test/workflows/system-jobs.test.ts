import { DBOS } from '@dbos-inc/dbos-sdk';
import { days } from '../../src/domain/duration';
import { resolveFailureAlert } from '../../src/domain/failure-alert-actions';
import { StoredCollections } from '../../src/storage/collect/collections';
import { StoredDrafts } from '../../src/storage/collect/drafts';
import { StoredPendingRequests } from '../../src/storage/collect/pending-requests';
import { StoredExpiredRecords } from '../../src/storage/expired-records';
import { StoredIncidents } from '../../src/storage/incidents/incidents';
import { StoredIpMemory } from '../../src/storage/ip-report/ip-memory';
import { StoredIpReports } from '../../src/storage/ip-report/ip-reports';
import { StoredFailureAlerts } from '../../src/storage/on-call/failure-alerts';
import { onCallStores } from '../../src/storage/on-call/on-call';
import { StoredJobLeases } from '../../src/storage/postgres/job-leases';
import { createPool } from '../../src/storage/postgres/pool';
import { Engine } from '../../src/workflows/engine/engine';
import { defineWorkflow } from '../../src/workflows/engine/workflow';
import { type SystemJobs, systemJobs } from '../../src/workflows/scheduled/system-jobs';
import { aJobFailure, opened } from '../cards/samples-of-on-call';
import { admits, reservation } from '../support/admission';
import { aMachine, aPendingRequest, mia, thread } from '../support/builders';
import { testClock } from '../support/clock';
import { type TestDatabase, testDatabase } from '../support/database';
import { anIncident } from '../support/incidents';
import { saveAsPosted } from '../support/posted-cards';
import { quietLog } from '../support/quiet-log';

const scale = 60;
let database: TestDatabase;
let engine: Engine;
let pool: ReturnType<typeof createPool>;
let clock: ReturnType<typeof testClock>;
let round: () => Promise<void>;

// The engine is one per process, and so is its database.
beforeAll(async () => {
  database = await testDatabase();
  const { connectionString } = database;
  pool = createPool({ connectionString, poolSize: 5 });
  engine = new Engine({
    connectionString,
    pool,
    executorId: 'rounds',
    clock: testClock(),
    log: quietLog,
  });
  engine.register(
    [
      defineWorkflow<'turn', object>('turn', async () => undefined),
      defineWorkflow<'incident', object>('incident', async () => undefined),
      defineWorkflow<'kept-request', object>('kept-request', async () => undefined),
    ],
    {},
  );
  await engine.launch();
});
afterAll(async () => {
  await engine.drain(0);
  await pool.end();
  await database.close();
});

beforeEach(async () => {
  clock = testClock(new Date().toISOString(), scale);
  round = retentionRound();
});

/** Contains only what this job uses: using more would fail. */
function retentionRound() {
  const { db } = database;
  const leases = new StoredJobLeases(db);
  const app = {
    keepDays: 90,
    poller: { clock, log: quietLog, leases, services: { ipMemory: new StoredIpMemory(db) } },
    incidents: { incidents: new StoredIncidents(db) },
    expiredRecords: new StoredExpiredRecords(db),
  };
  const scheduledJobs = systemJobs(app as unknown as SystemJobs);
  return scheduledJobs.find(({ name }) => name === 'retention')!.run;
}

/** The next hourly run, without the wait. */
async function retention(): Promise<void> {
  await database.db.deleteFrom('ticks').execute();
  await round();
}

const told = async () =>
  (await DBOS.listWorkflows({})).map(({ workflowName }) => workflowName).toSorted();

describe('the hourly retention', () => {
  it('forgets what was said after a day and other stories after the policy’s days, at the pace of time', async () => {
    await engine.start('turn', 'a-turn', {} as never);
    await engine.start('incident', 'a-story', { incidentId: '4711' });
    await engine.start('kept-request', 'a-try', {} as never);
    for (const id of ['a-turn', 'a-story', 'a-try']) await DBOS.retrieveWorkflow(id).getResult();

    await retention();
    expect(await told()).toEqual(['incident', 'kept-request', 'turn']);
    clock.advance(days(2) / scale);
    await retention();
    expect(await told()).toEqual(['incident']);
    clock.advance(days(87) / scale);
    await retention();
    expect(await told()).toEqual(['incident']);
    clock.advance(days(2) / scale);
    await retention();
    expect(await told()).toEqual([]);
  });

  it('forgets incidents and IP reports after the same days, but no report that still runs', async () => {
    const incidents = new StoredIncidents(database.db);
    const reports = new StoredIpReports(database.db);
    await incidents.save(anIncident({ id: '4711' }), { isOld: false });
    const [ended, running] = [await reportOf(reports, '1'), await reportOf(reports, '2')];
    await reports.finish(ended.id, { state: 'ready', summary: {} });

    clock.advance(days(89) / scale);
    await retention();
    expect([await incidents.get('4711'), await reports.get(ended.id)]).not.toContain(undefined);
    clock.advance(days(2) / scale);
    await retention();
    expect(await incidents.get('4711')).toBeUndefined();
    expect(await reports.get(ended.id)).toBeUndefined();
    expect(await reports.get(running.id)).toMatchObject({ state: 'running' });
  });

  it('forgets requests that were over and their cards after the same days, and none that waits', async () => {
    const requests = new StoredPendingRequests(database.db);
    const kept = (request: string) => requests.keep(request, aPendingRequest(), reservation);
    const over = await kept('1');
    const begun = await kept('2');
    const waits = await kept('3');
    for (const { id } of [over, begun, waits]) await cardOf(id);
    await requests.end(over.id, { as: 'given-up', at: clock.now() });
    await requests.end(begun.id, { as: 'begun', at: clock.now() });
    await collectionOf(begun.id);

    clock.advance(days(89) / scale);
    await retention();
    expect(await requests.get(over.id)).toMatchObject({ end: { as: 'given-up' } });
    clock.advance(days(2) / scale);
    await retention();
    expect(await requests.get(over.id)).toBeUndefined();
    expect(await requests.get(begun.id)).toBeUndefined();
    expect(await requests.waiting()).toEqual([waits]);
    // What was started edits the card of the pending request.
    expect(await cards()).toEqual([begun.id, waits.id].toSorted());
  });

  it('forgets lists that nobody confirmed after the same days', async () => {
    const drafts = new StoredDrafts(database.db);
    const list = { askedBy: mia, machineIds: ['a'], compromised: [], unknown: [] };
    const { id } = await drafts.keep('list', { ...list, expiresAt: clock.now() });
    await cardOf(id);

    clock.advance(days(89) / scale);
    await retention();
    expect(await drafts.get(id)).toMatchObject({ id });
    clock.advance(days(2) / scale);
    await retention();
    expect(await drafts.get(id)).toBeUndefined();
    expect(await cards()).not.toContain(id);
  });

  it('forgets failures so long after they were resolved, however long ago they were reported', async () => {
    const failureAlerts = new StoredFailureAlerts(database.db);
    const [open, resolved] = [
      await failureAlertOf(failureAlerts, 1),
      await failureAlertOf(failureAlerts, 2),
    ];
    clock.advance(days(91) / scale);
    await failureAlerts.change(resolved.id, (one) =>
      resolveFailureAlert(one, mia, { at: clock.now() }),
    );

    await retention();
    expect(await failureAlerts.about('C-7F3K2')).toMatchObject({ state: 'resolved' });
    clock.advance(days(91) / scale);
    await retention();
    expect(await failureAlerts.get(resolved.id)).toBeUndefined();
    expect(await failureAlerts.about('C-7F3K2')).toBeUndefined();
    expect(await failureAlerts.about('C-7F3K1')).toMatchObject({ id: open.id });
  });

  it('forgets overrides and outages after the same days, but none that goes on', async () => {
    const { outages, overrides } = onCallStores(database.db);
    const now = clock.now();
    const until = new Date(now.getTime() + days(95) / scale);
    const override = { person: mia, by: mia, from: now, madeAt: now };
    await overrides.add('short', { ...override, until: now });
    await overrides.add('long', { ...override, until });
    const first = await outages.open(now);
    await outages.save({ ...first, closedAt: now });
    const second = await outages.open(now);

    clock.advance(days(91) / scale);
    await retention();
    const left = await database.db.selectFrom('outages').select('id').execute();
    expect(left).toEqual([{ id: second.id }]);
    expect(await outages.current()).toMatchObject({ id: second.id });
    expect((await overrides.from(new Date(0))).map(({ id }) => id)).toEqual(['long']);
  });

  it('forgets the cards in the channels with the report, failure or outage that they show', async () => {
    await database.db.deleteFrom('outbox').execute();
    const reports = new StoredIpReports(database.db);
    const failureAlerts = new StoredFailureAlerts(database.db);
    const { outages } = onCallStores(database.db);
    const report = await reportOf(reports, 'of a channel');
    await reports.finish(report.id, { state: 'ready', summary: {} });
    const [open, resolved] = [
      await failureAlertOf(failureAlerts, 3),
      await failureAlertOf(failureAlerts, 4),
    ];
    await failureAlerts.change(resolved.id, (one) =>
      resolveFailureAlert(one, mia, { at: clock.now() }),
    );
    await database.db.deleteFrom('outages').execute();
    const over = await outages.open(clock.now());
    await outages.save({ ...over, closedAt: clock.now() });
    const goesOn = await outages.open(clock.now());
    const channel = '@19:soc@thread.tacv2';
    const old = [`${resolved.id}?1`, ...[report, resolved].map(({ id }) => id + channel)];
    const stay = [`${open.id}?1`, open.id + channel, `outage:${goesOn.id}${channel}`];
    for (const name of [...old, ...stay, `outage:${over.id}${channel}`]) await cardOf(name);

    clock.advance(days(89) / scale);
    await retention();
    expect(await cards()).toHaveLength(7);
    clock.advance(days(2) / scale);
    await retention();
    expect((await cards()).toSorted()).toEqual(stay.toSorted());
  });

  it('is done once an hour, however many replicas there are', async () => {
    const incidents = new StoredIncidents(database.db);
    await retention();
    await incidents.save(anIncident({ id: '4712' }), { isOld: false });
    clock.advance(days(91) / scale);

    await round();
    expect((await incidents.get('4712'))?.incident.id).toBe('4712');
    await retention();
    expect(await incidents.get('4712')).toBeUndefined();
  });
});

const reportOf = (reports: StoredIpReports, request: string) =>
  reports.open(request, {
    askedBy: { id: 'mia', name: 'Mia' },
    place: { conversationId: 'c', kind: 'channel' },
    timeZone: 'UTC',
    of: { incident: '4711' },
  });

const failureAlertOf = (failureAlerts: StoredFailureAlerts, number: number) => {
  const jobFailure = aJobFailure(number);
  return failureAlerts.report({
    ...{
      cause: `cause ${number}`,
      key: jobFailure.key,
      job: jobFailure.job,
      subject: jobFailure.job,
    },
    ...{ since: new Date(0), at: clock.now() },
    open: (id) => ({ ...opened({ jobFailure }), id }),
    join: (failureAlert) => failureAlert,
  });
};

const cardOf = (name: string) =>
  saveAsPosted(database.db, { name, conversationId: 'c', final: true, shownAt: clock.now() });

const cards = async () =>
  (await database.db.selectFrom('outbox').select('key').orderBy('key').execute()).map(
    ({ key }) => key,
  );

const collectionOf = (id: string) =>
  new StoredCollections(database.db).open({
    ...{ requestId: `of ${id}`, id, askedBy: mia, place: thread, machines: [aMachine()] },
    admission: admits(),
  });
