import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../support/eventually';
import { wordsOf } from '../support/teams-connector';
import { type OnCallApp, openOnCallApp } from './on-call-app';

let app: OnCallApp;
let pagerServer: Server;
interface Paged {
  readonly event_action: string;
  readonly dedup_key: string;
  readonly routing_key: string;
  readonly payload?: { readonly summary: string };
}
const paged: Paged[] = [];
let refusals = 1;

async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (refusals-- > 0) return void response.writeHead(500).end();
  paged.push(JSON.parse(Buffer.concat(chunks).toString()) as Paged);
  response.writeHead(202).end('{}');
}

beforeAll(async () => {
  pagerServer = createServer((request, response) => void hear(request, response));
  pagerServer.listen(0, '127.0.0.1');
  await once(pagerServer, 'listening');
  const { port } = pagerServer.address() as AddressInfo;
  app = await openOnCallApp({
    env: { BAILIFF_PAGER_URL: `http://127.0.0.1:${port}/v2/enqueue`, BAILIFF_PAGER_KEY: 'key-1' },
  });
});
afterAll(async () => {
  pagerServer.closeAllConnections();
  pagerServer.close();
  await app.close();
});

describe('people on duty', () => {
  it('escalate to a person with a note, typed', async () => {
    const { operations, people, teams } = app;
    const { card, job, name } = await app.failing();

    await people.dana.says(`escalate ${job} to Omar Haddad because sensor won't restart`);
    await teams.sees(`Escalated to you by Dana Reyes — “sensor won't restart”`, {
      in: operations,
    });

    await teams.sees((words, { id }) => id === card.id && /Escalated to Omar Haddad/.test(words));
    expect(app.inChat('Omar Haddad', name)).toHaveLength(1);
    await people.omar.says(`resolve ${job}`);
  });

  it('escalate and hand over by a press to whom they chose, with a note, and snooze until a time', async () => {
    const { operations, people, teams } = app;
    const { card, job, title } = await app.failing();

    await people.dana.presses(card, 'Escalate to…', {
      inputs: { to: 'omar', reason: 'sensor stays off' },
    });
    await teams.sees(`${title}. Escalated to you by Dana Reyes — “sensor stays off”`, {
      in: operations,
    });
    await people.omar.presses(card, 'Hand over', { inputs: { to: 'dana', reason: '' } });
    await teams.sees(`${title}. Handed over to you by Omar Haddad`, { in: operations });
    await people.dana.presses(card, 'Snooze', { inputs: { to: 'omar', reason: '' } });
    const choice = await teams.sees(`Snooze ${job} until when?`, { in: operations });
    await people.dana.presses(choice, 'Tomorrow 09:00');

    await teams.sees(
      (words, { id }) => id === card.id && /Snoozed by Dana Reyes until .*09:00/.test(words),
    );
    await people.omar.says(`resolve ${job}`);
  });

  it('read what is so when they come late, and change nothing', async () => {
    const { people, teams } = app;
    const { card, job } = await app.failing();
    await people.omar.says(`ack ${job}`);
    await teams.sees('Acknowledged. Escalation stopped');

    const late = await people.dana.sendsButton(
      { verb: 'ack', data: { words: [job], v: 1 } },
      { message: card },
    );

    expect(late.body?.value).toMatch(/^Acknowledged by Omar Haddad .* Nothing changed\./);
    await people.omar.says(`resolve ${job}`);
  });

  it('need do nothing when a retry goes well', async () => {
    const { people, simulator, teams } = app;
    const { card, job, name, room } = await app.failing();

    simulator.script(name.toLowerCase(), 'succeeds');
    await people.dana.presses(card, 'Retry');
    await teams.sees(`${name} package ready`, { in: room });
    await teams.sees((words, { id }) => id === card.id && /✅ Resolved .* by retry/.test(words));
    const late = await people.dana.sendsButton(
      { verb: 'ack', data: { words: [job], v: 1 } },
      { message: card },
    );

    expect(late.body?.value).toMatch(/Resolved .* by retry.* before your ack/);
    expect(wordsOf(card.sent)).not.toContain('[Acknowledge]');
  });

  it('snooze it, and it pages again', async () => {
    const { operations, people, teams } = app;
    const { job, title } = await app.failing();

    await people.dana.says(`snooze ${job} 10min`);
    await teams.sees(`${title}. The snooze ended`, { in: operations });

    await teams.sees(`${title}. The snooze ended`, {
      in: people.dana.chat,
    });
    await people.dana.says(`resolve ${job}`);
  });

  it('hand it over to somebody of the schedule', async () => {
    const { operations, people, teams } = app;
    const { card, job, title } = await app.failing();

    await people.dana.presses(card, 'Hand over');
    const choice = await teams.sees(`Who should take over ${job}?`, { in: operations });
    await people.dana.presses(choice, 'Omar Haddad');

    await teams.sees(`${title}. Handed over to you by Dana Reyes`, { in: operations });
    await people.omar.says(`resolve ${job}`);
  });

  it('are asked whether they still work on it, and lose it by silence', async () => {
    const { operations, people, teams } = app;
    const { card, job, name, title } = await app.failing();
    await people.dana.presses(card, 'Acknowledge');

    const question = await teams.sees(`Still working on ${name}?`, {
      in: people.dana.chat,
    });
    await people.dana.presses(question, 'Still working');
    await teams.sees(
      (words, { id }) => id !== question.id && words.includes(`Still working on ${name}?`),
      {
        in: people.dana.chat,
      },
    );
    await teams.sees(`you’re on call: ${title}`, { in: operations });

    expect(app.pagesAbout(name)).toHaveLength(1);
    await people.dana.says(`resolve ${job}`);
  });

  it('are the only ones who may act on it', async () => {
    const { people, teams } = app;
    const { card, job } = await app.failing();

    const pressed = await people.anna.presses(card, 'Acknowledge');

    expect(JSON.stringify(pressed.body)).toContain('responders and people on the on-call schedule');
    await teams.sees((words, { id }) => id === card.id && words.includes('unless acknowledged'));
    await people.dana.says(`resolve ${job}`);
  });
});

describe('the organisation’s own paging', () => {
  it('is told of the failure, its acknowledgement and its end, in order and under one key', async () => {
    const { people, teams } = app;
    const { card, job, name, room } = await app.failing();
    refusals = 1;

    await people.dana.presses(card, 'Acknowledge');
    await teams.sees('Dana Reyes has acknowledged', { in: room });
    await people.dana.says(`resolve ${job}`);
    const first = () => paged.find(({ payload }) => payload?.summary.endsWith(name));
    const mine = () => paged.filter((one) => one.dedup_key === first()?.dedup_key);
    await eventually(() => mine().at(-1)?.event_action === 'resolve');

    expect(mine().map(({ event_action }) => event_action)).toEqual([
      'trigger',
      'acknowledge',
      'resolve',
    ]);
    expect(mine().every(({ routing_key }) => routing_key === 'key-1')).toBe(true);
  });
});
