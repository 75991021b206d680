import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyBag } from '../../src/evidence/verify';
import { longLinks, openTestApp, type TestApp } from '../support/app';
import { pdfLines } from '../support/pdf-text';
import { type Posted, wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp(longLinks);
});
afterAll(() => app.close());

async function collected(machine: string, channel: string) {
  const { teams, people } = app;
  const { room } = await people.mia.says(`collect ${machine} because delivery`, {
    in: teams.channel(channel),
  });
  await teams.sees(`${machine} package ready`, { in: room });
  const card = teams.connector.posted.find(({ conversationId }) => conversationId === room.id)!;
  return { room, card };
}

const linkIn = (message: Posted) =>
  /https?:\/\/[^\s)"\\]+\/packages\/[\w-]{43}/.exec(JSON.stringify(message.sent))![0];

const press = (link: string, fields: Record<string, string> = { purpose: 'Malware analysis' }) =>
  fetch(link, { method: 'POST', body: new URLSearchParams(fields) });

describe('handing out a package', () => {
  it('goes from the card’s button over a link for one person to a bag that verifies', async () => {
    const { teams, people } = app;
    const { room, card } = await collected('WS-042', 'delivery');

    await people.mia.presses(card, 'Get package');
    const told = await teams.sees(/Get C-\w{5}-1\.zip/);
    const link = linkIn(told);

    expect(told.conversationId).not.toBe(room.id);
    expect(teams.transcript(room).join('\n')).not.toContain('/packages/');
    const page = await fetch(link);
    expect(await page.text()).toContain('<form method="post">');

    const answer = await press(link);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.status).toBe(200);
    const digest = createHash('sha256').update(bytes).digest('base64');
    expect(answer.headers.get('repr-digest')).toBe(`sha-256=:${digest}:`);
    const [, name] = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition')!)!;
    expect(await verdictOf(bytes, name!)).toMatchObject({ valid: true });

    await teams.sees(/Downloaded \d\d:\d\d UTC by Mia Chen/, { in: room });
    expect(wordsOf(card.sent)).toMatch(/^✅ WS-042 · Ready/);
    expect((await press(link)).status).toBe(404);
  });

  it('tells afterwards, as a receipt, who had it in hand', async () => {
    const { teams, people } = app;
    const { room, card } = await collected('WS-043', 'receipt');
    await people.mia.presses(card, 'Get package');
    const told = await teams.sees(
      /Get C-\w{5}-1\.zip[\s\S]*WS-043|WS-043[\s\S]*Get C-\w{5}-1\.zip/,
    );
    await (await press(linkIn(told))).arrayBuffer();
    expect((await press(linkIn(told), { received: 'yes' })).status).toBe(200);

    await people.mia.says('receipt WS-043', { in: room });

    const receipt = wordsOf((await teams.sees(/Receipt · WS-043/, { in: room })).sent);
    expect(receipt).toMatch(/Stored; requested by Mia Chen \(entry \d+\)/);
    expect(receipt).toMatch(/Downloaded by Mia Chen \(entry \d+\), for: Malware analysis/);
    expect(receipt).toMatch(/All bytes sent to Mia Chen \(entry \d+\)/);
    expect(receipt).toMatch(/Receipt confirmed by Mia Chen \(entry \d+\)/);

    await people.mia.says('receipt WS-043 pdf', { in: room });
    const offered = await teams.sees(/Receipt C-\w{5}-1\.receipt-\d+\.pdf/);
    const [url] = /https?:\/\/[^\s)"\\]+\/receipts\/[\w-]{43}/.exec(JSON.stringify(offered.sent))!;
    const pdf = Buffer.from(await (await fetch(url, { method: 'POST' })).arrayBuffer());
    expect(pdfLines(pdf)).toContain('Purpose: Malware analysis');
  });

  it('records a handover to an outside party for a lead, and for nobody else', async () => {
    const { teams, people } = app;
    const { room, card } = await collected('WS-041', 'outside');
    const [id] = /C-[0-9A-HJKMNP-TV-Z]{5}/.exec(wordsOf(card.sent))!;
    const line = `handover package ${id} to State Police because court order 12/26`;

    await people.mia.says(line, { in: room });
    await teams.sees(/can’t use “handover package”/, { in: room });
    await people.dana.says(line, { in: room });

    await teams.sees(/Handover of C-\w{5} to State Police/, { in: room });
    await people.dana.says(`receipt ${id}`, { in: room });
    await teams.sees(/by Dana Reyes \(entry \d+\), to State Police: court order 12\/26/, {
      in: room,
    });
  });

  it('lets a lead hold a job, and nobody else', async () => {
    const { teams, people } = app;
    const { room, card } = await collected('WS-044', 'hold');
    const [id] = /C-[0-9A-HJKMNP-TV-Z]{5}/.exec(wordsOf(card.sent))!;

    await people.mia.says(`hold ${id}`, { in: room });
    await teams.sees(/can’t use “hold”/, { in: room });
    await people.dana.says(`hold ${id}`, { in: room });
    await teams.sees(/on legal hold since .* by Dana Reyes/, { in: room });
    await people.dana.says(`release ${id}`, { in: room });

    await teams.sees(/is released/, { in: room });
  });
});

async function verdictOf(bytes: Buffer, name: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-delivered-'));
  try {
    await writeFile(join(folder, name), bytes);
    return await verifyBag(join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}
