import { sql } from 'kysely';
import { openDatabase } from '../../src/storage/postgres/database';
import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { Bailiff } from '../support/bailiff';
import { testDatabase } from '../support/database';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ env: fewIncidents });
});
afterAll(() => app.close());

/** Another whole bot with the same Teams and Defender. */
function another(env: Record<string, string>): Bailiff {
  const { settings } = app.bailiff;
  return new Bailiff({ ...settings, env: { ...settings.env, ...env } });
}

/** As if the dead one had been so for a minute: nobody waits for that here. */
async function lastHeartbeatAMinuteAgo(executorId: string): Promise<void> {
  const connectionString = app.bailiff.settings.env['DATABASE_URL']!;
  const db = openDatabase({ connectionString, poolSize: 1 });
  await sql`
    update bailiff.replicas set beaten_at = beaten_at - interval '1 minute'
    where executor_id = ${executorId}
  `.execute(db);
  await db.destroy();
}

it('three replicas that start at once on a new database all open', async () => {
  const database = await testDatabase();
  const DATABASE_URL = database.connectionString;
  const three = ['a', 'b', 'c'].map((name) => another({ DATABASE_URL, EXECUTOR_ID: name }));

  try {
    await Promise.all(three.map((bailiff) => bailiff.start()));

    expect(three.map(({ port }) => port > 0)).toEqual([true, true, true]);
  } finally {
    await Promise.all(three.map((bailiff) => bailiff.kill()));
    await database.close();
  }
});

it('a collection whose replica died is brought to its end by another one', async () => {
  const { people, simulator, teams } = app;
  const { id } = simulator.addMachine({ name: 'orphan-1' });
  simulator.script('orphan-1', { pendingSeconds: 5, workSeconds: 1_200 });
  const room = teams.channel('orphans');
  await people.mia.says('collect orphan-1 because restart', { in: room });
  await teams.sees('ORPHAN-1 · Collecting', { in: room });
  const heir = another({ EXECUTOR_ID: 'heir' });

  await app.kill();
  await lastHeartbeatAMinuteAgo('flows');
  await heir.start();

  try {
    await teams.sees('<at>Mia Chen</at>, ORPHAN-1 package ready', { in: room });
    const path = `/api/machines/${id}/collectInvestigationPackage`;
    expect(simulator.calls({ method: 'POST', path })).toHaveLength(1);
    expect(teams.transcript(room).filter((said) => said.includes('package ready'))).toHaveLength(1);
  } finally {
    await heir.stop();
  }
});
