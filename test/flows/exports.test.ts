import { readZip } from '../evidence/read-zip';
import { longLinks, openTestApp, type TestApp } from '../support/app';
import { type Posted, wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp(longLinks);
});
afterAll(() => app.close());

const linkIn = (message: Posted) =>
  /https?:\/\/[^\s)"\\]+\/reports\/[\w-]{43}/.exec(JSON.stringify(message.sent))![0];

async function aReport(channel: string) {
  const { people, teams } = app;
  const { room } = await people.anna.says('ips for incident 4711', { in: teams.channel(channel) });
  const card = await teams.sees(/203\.0\.113\[\.\]77/, { in: room });
  return { room, card };
}

describe('taking an IP report along', () => {
  it('is a workbook behind the card’s button', async () => {
    const { people, teams } = app;
    const { card } = await aReport('workbook');

    await people.omar.presses(card, 'Excel');
    const told = await teams.sees(/IP report C-\w{5} as Excel/);
    const answer = await fetch(linkIn(told), { method: 'POST' });

    expect(answer.headers.get('content-disposition')).toMatch(/filename="ips-C-\w{5}\.xlsx"/);
    const parts = await readZip(Buffer.from(await answer.arrayBuffer()));
    expect(String(parts.get('xl/sharedStrings.xml'))).toContain('203.0.113.77');
  });

  it('goes from “csv” over a link for one person to the file', async () => {
    const { people, teams } = app;
    const { room } = await aReport('csv');

    await people.omar.says('csv', { in: room });
    const told = await teams.sees(/IP report C-\w{5} as CSV/);
    const link = linkIn(told);

    expect(told.conversationId).not.toBe(room.id);
    expect(teams.transcript(room).join('\n')).not.toContain('/reports/');
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await fetch(link, { method })).status).toBe(200);

    const answer = await fetch(link, { method: 'POST' });
    const csv = await answer.text();
    expect(answer.headers.get('content-disposition')).toMatch(/filename="ips-C-\w{5}\.csv"/);
    expect(csv).toMatch(/^address,class,/);
    expect(csv).toContain('\r\n203.0.113.77,');
    expect((await fetch(link, { method: 'POST' })).status).toBe(404);
  });

  it('is a STIX bundle, too', async () => {
    const { people, teams } = app;
    const { card } = await aReport('stix');

    await people.omar.presses(card, 'STIX');
    const told = await teams.sees(/IP report C-\w{5} as STIX/);
    const bundle = await (await fetch(linkIn(told), { method: 'POST' })).json();

    expect(bundle).toMatchObject({ type: 'bundle' });
    const { objects } = bundle as { objects: { type: string; value?: string }[] };
    expect(objects.map(({ value }) => value)).toContain('203.0.113.77');
  });

  it('is text to be pasted, said to one person alone', async () => {
    const { people, teams } = app;
    const { card, room } = await aReport('text');

    await people.mia.presses(card, 'Copy as text');
    const told = await teams.sees(/IP report C-\w{5}: incident 4711/);

    expect(told.conversationId).not.toBe(room.id);
    expect(wordsOf(told.sent)).toContain('203.0.113.77');
  });
});

describe('what is remembered', () => {
  it('is said when it is asked again, and of one address', async () => {
    const { people, teams } = app;
    const { room } = await aReport('memory');
    await people.anna.says('ips for incident 4711', { in: teams.channel('memory-2') });
    await teams.sees(/Nothing new since/);

    await people.mia.says('ip 203.0.113.77', { in: room });

    const dossier = await teams.sees(/talked to it in 30 days/, { in: room });
    expect(wordsOf(dossier.sent)).toContain('4711');
    expect(wordsOf(dossier.sent)).toContain('[Collect ');
  });

  it('is summed up for who takes over', async () => {
    const { people, teams } = app;
    const { room } = await people.mia.says('handover', { in: teams.channel('handover') });

    await teams.sees(/Shift handover: 0 open alerts, 0 devices waiting/, { in: room });
  });
});
