import { StoredCollections } from '../../src/storage/collect/collections';
import { StoredIpReports } from '../../src/storage/ip-report/ip-reports';
import { StoredOverview } from '../../src/storage/overview';
import { admits } from '../support/admission';
import { aMachine, machineId, mia, omar, thread } from '../support/builders';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('jobs are counted by who asked for them, or all together', async () => {
  const { db } = database;
  const collections = new StoredCollections(db);
  for (const [at, askedBy] of [mia, mia, omar].entries()) {
    const machines = [aMachine({ id: machineId(at) })];
    await collections.open({
      requestId: `r-${at}`,
      askedBy,
      place: thread,
      machines,
      admission: admits(),
    });
  }
  const of = { incident: '4711' };
  const asked = { askedBy: omar, place: thread, timeZone: 'UTC', of };
  await new StoredIpReports(db).open('r-ips', asked);

  const overview = new StoredOverview(db, { open: async () => [] });

  expect(await overview.jobs(mia.id)).toEqual({ collections: 2, reports: 0 });
  expect(await overview.jobs(omar.id)).toEqual({ collections: 1, reports: 1 });
  expect(await overview.jobs()).toEqual({ collections: 3, reports: 1 });
});
