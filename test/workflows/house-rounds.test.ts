import { DBOS } from '@dbos-inc/dbos-sdk';
import { days } from '../../src/domain/duration';
import { StoredIncidents } from '../../src/storage/incidents';
import { StoredIpMemory } from '../../src/storage/ip-memory';
import { StoredIpReports } from '../../src/storage/ip-reports';
import { StoredTicks } from '../../src/storage/ticks';
import { Engine } from '../../src/workflows/engine';
import { type HouseRounds, houseRounds } from '../../src/workflows/house-rounds';
import { defineWorkflow } from '../../src/workflows/workflow';
import { testClock } from '../support/clock';
import { type TestDatabase, testDatabase } from '../support/database';
import { anIncident } from '../support/incidents';
import { quietLog } from '../support/quiet-log';

const scale = 60;
let database: TestDatabase;
let engine: Engine;
let clock: ReturnType<typeof testClock>;
let round: () => Promise<void>;

// The engine is one per process, and so is its database.
beforeAll(async () => {
  database = await testDatabase();
  engine = new Engine({
    connectionString: database.connectionString,
    executorId: 'rounds',
    clock: testClock(),
    log: quietLog,
  });
  engine.register(
    [
      defineWorkflow<'turn', object>('turn', async () => undefined),
      defineWorkflow<'incident', object>('incident', async () => undefined),
    ],
    {},
  );
  await engine.launch();
});
afterAll(async () => {
  await engine.drain(0);
  await database.close();
});

beforeEach(async () => {
  clock = testClock(new Date().toISOString(), scale);
  round = retentionRound();
});

/** Only what this round touches is there: a round that reached for more would fail. */
function retentionRound() {
  const { db } = database;
  const ticks = new StoredTicks(db);
  const house = {
    keepDays: 90,
    watcher: { clock, log: quietLog, ticks, stories: { ipMemory: new StoredIpMemory(db) } },
    incidents: { incidents: new StoredIncidents(db) },
  };
  const rounds = houseRounds(house as unknown as HouseRounds);
  return rounds.find(({ name }) => name === 'retention')!.go;
}

/** The next hour's round, without waiting for the hour. */
async function retention(): Promise<void> {
  await database.db.deleteFrom('ticks').execute();
  await round();
}

const told = async () =>
  (await DBOS.listWorkflows({})).map(({ workflowName }) => workflowName).toSorted();

describe('the hourly retention', () => {
  it('forgets finished turns after a day and stories after the policy’s days, at the pace of time', async () => {
    await engine.start('turn', 'a-turn', {} as never);
    await engine.start('incident', 'a-story', { incidentId: '4711' });
    for (const id of ['a-turn', 'a-story']) await DBOS.retrieveWorkflow(id).getResult();

    await retention();
    expect(await told()).toEqual(['incident', 'turn']);
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
