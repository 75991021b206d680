import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openDatabase } from '../../src/storage/postgres/database';
import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ env: fewIncidents });
});
afterAll(() => app.close());

const secret =
  'upload to https://x.blob.core.windows.net/c/p.zip?sv=1&sig=CANARY%2Babcdef failed, ' +
  'Authorization: Bearer CANARY.token-123456, AccountKey=CANARY+/==;';

/** Every row of every table, the engine's too, as text. */
async function allRows(): Promise<string> {
  const db = openDatabase({
    connectionString: app.bailiff.settings.env['DATABASE_URL']!,
    poolSize: 1,
  });
  try {
    const tables = await sql<{ name: string }>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    `.execute(db);
    const rows = await Promise.all(
      tables.rows.map(({ name }) =>
        sql`select row_to_json(one)::text as row from ${sql.raw(name)} one`.execute(db),
      ),
    );
    return JSON.stringify(rows.map((one) => one.rows));
  } finally {
    await db.destroy();
  }
}

async function allFiles(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(({ name, parentPath }) => readFile(join(parentPath, name), 'latin1'));
  return (await Promise.all(read)).join();
}

it('a secret in what Defender says of a failure reaches no card, row, file, log line or metric', async () => {
  const { bailiff, people, simulator, teams } = app;
  const operations = teams.channel('operations');
  await people.dana.says('subscribe operations', { in: operations });
  simulator.addMachine({ name: 'leaky-1' });
  simulator.script('leaky-1', { does: 'fails', troubleshootInfo: secret });

  const { room } = await people.mia.says('collect leaky-1 because hunt', {
    in: teams.channel('leaky'),
  });
  await teams.sees('LEAKY-1 package failed', { in: room });
  const card = await teams.sees('❌ LEAKY-1 · Failed', { in: room });
  await teams.sees(/Package failed on LEAKY-1/, { in: operations });
  await app.delivered();

  expect(wordsOf(card.sent)).toContain('upload to https://x.blob.core.windows.net/c/p.zip');
  const metrics = await fetch(`http://127.0.0.1:${bailiff.adminPort}/metrics`);
  const places = {
    messages: JSON.stringify(teams.connector.posted),
    rows: await allRows(),
    files: await allFiles(bailiff.settings.folder),
    log: bailiff.printed.join('\n') + JSON.stringify(bailiff.log),
    metrics: await metrics.text(),
  };
  for (const [place, text] of Object.entries(places)) {
    expect([place, text.length > 100]).toEqual([place, true]);
    expect([place, ...(text.match(/.{0,60}CANARY.{0,20}/g) ?? [])]).toEqual([place]);
  }
});
