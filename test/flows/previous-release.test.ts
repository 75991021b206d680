import { sql } from 'kysely';
import type { Database } from '../../src/storage/postgres/database';
import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { eventually, eventuallyPasses } from '../support/eventually';
import { dump, restore } from '../support/previous-release';
import { FakeTeams } from '../support/teams';
import { wordsOf } from '../support/teams-connector';

const actionOf = (name: string) =>
  dump.tables['bailiff.packages']!.find(({ machine }) =>
    (machine as { name: string }).name.startsWith(name),
  )!;
const running = actionOf('ws-042');
const failed = actionOf('ws-043')['collection_id'] as string;
const alert = dump.tables['bailiff.notices']![0]!['id'] as string;
const pending = dump.tables['bailiff.kept_requests']![0]!['id'] as string;
const report = dump.tables['bailiff.ip_reports']![0]!['id'] as string;

let app: TestApp;
let db: Database;
beforeAll(async () => {
  const person = (teams: FakeTeams, name: string) => ({
    id: teams.person(name).human.aadObjectId,
    name,
  });
  const names = await FakeTeams.start();
  const people = { dana: person(names, 'Dana Reyes'), omar: person(names, 'Omar Haddad') };
  await names.close();
  const rotation = {
    people: ['dana'],
    every: 'week',
    from: '2026-01-05T09:00',
    timeZone: 'Europe/Berlin',
  };
  app = await openTestApp({
    timeScale: 60,
    env: fewIncidents,
    policy: {
      // biome-ignore lint/suspicious/noThenProperty: the policy file's own word
      onCall: { people, rotation, escalateAfterMinutes: 600, then: ['omar'] },
    },
    async prepare({ db: opened, simulator, teams }) {
      db = opened;
      // Defender has the action of the running collection, under an id of this run.
      simulator.script('ws-042', { does: 'succeeds', pendingSeconds: 1, workSeconds: 1 });
      const { id } = running['machine'] as { id: string };
      const answer = await fetch(
        `${simulator.url}/api/machines/${id}/collectInvestigationPackage`,
        {
          method: 'POST',
          headers: { authorization: 'Bearer development', 'content-type': 'application/json' },
          body: JSON.stringify({ Comment: running['id'] }),
        },
      );
      const action = (await answer.json()) as { id: string };
      await restore(db, {
        [dump.serviceUrl]: teams.world.serviceUrl,
        [running['action_id'] as string]: action.id,
      });
    },
  });
});
afterAll(() => app.close());

const isIn = (room: string) => `19:${room}@thread.tacv2`;

describe('the database of release 0.1', () => {
  it('lets the running collection end in a package, without a second request', async () => {
    const { simulator, teams } = app;

    const ready = await teams.sees('WS-042 package ready');

    expect(ready.conversationId.startsWith(isIn('running'))).toBe(true);
    const { id } = running['machine'] as { id: string };
    const path = `/api/machines/${id}/collectInvestigationPackage`;
    expect(simulator.calls({ method: 'POST', path })).toHaveLength(1);
  });

  it('lets the pending request start its collection under the same id', async () => {
    const ready = await app.teams.sees('WS-044 package ready');

    expect(ready.conversationId.startsWith(isIn('waiting'))).toBe(true);
    await eventually(async () => (await collectionIds()).includes(pending));
  });

  it('resolves the open alert when a retry of its package succeeds', async () => {
    const { people, simulator, teams } = app;
    simulator.script('ws-043', { does: 'succeeds', pendingSeconds: 1, workSeconds: 1 });

    await people.dana.says(`ack ${alert}`, { in: teams.channel('secops') });
    await eventually(async () => (await alertState()) === 'acknowledged');
    await people.mia.says(`retry ${failed}`, { in: teams.channel('failing') });

    await teams.sees('WS-043 package ready');
    await eventually(async () => (await alertState()) === 'resolved');
  });

  it('exports the report', async () => {
    const { people, teams } = app;

    await people.mia.says(`export ${report} text`, { in: teams.channel('report') });

    const exported = await teams.sees(new RegExp(`IP report ${report}: incident 4711`));
    expect(wordsOf(exported.sent)).toContain('203.0.113.77');
  });

  it('leaves no workflow of the release unfinished', async () => {
    const left = dump.tables['dbos.workflow_status']!.filter(({ status }) => status === 'PENDING');
    const ids = left.map(({ workflow_uuid }) => workflow_uuid as string);
    expect(ids).toHaveLength(3);

    await eventuallyPasses(async () => {
      const { rows } = await sql<{ status: string }>`
        select status from dbos.workflow_status where workflow_uuid in (${sql.join(ids)})
      `.execute(db);
      expect(rows.map(({ status }) => status)).toEqual(ids.map(() => 'SUCCESS'));
    });
  });
});

async function collectionIds(): Promise<string[]> {
  const rows = await db.selectFrom('collections').select('id').execute();
  return rows.map(({ id }) => id);
}

async function alertState(): Promise<string> {
  const { state } = await db
    .selectFrom('notices')
    .select('state')
    .where('id', '=', alert)
    .executeTakeFirstOrThrow();
  return state;
}
