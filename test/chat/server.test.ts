import { request } from 'node:http';
import type { Inbox } from '../../src/chat/inbox';
import type { PartHealth } from '../../src/ports';
import { type HttpParts, HttpServer } from '../../src/server';
import { quietLog } from '../support/quiet-log';
import { type FrontDoor, frontDoor } from './front-door';

describe('what never gets past the HTTP door', () => {
  let door: FrontDoor;
  beforeEach(async () => {
    door = await frontDoor();
  });
  afterEach(() => door.close());

  const posts = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(door.teams.botUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return response.status;
  };

  it.each([
    ['nothing', ''],
    ['no JSON', '{"type":'],
    ['an empty object', '{}'],
    ['a list', '[]'],
    ['a word', '"message"'],
    ['null', 'null'],
    [
      'a message without a conversation',
      '{"type":"message","id":"1","channelId":"msteams","serviceUrl":"http://127.0.0.1/","from":{"id":"1"},"recipient":{"id":"2"}}',
    ],
    ['deep lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['deep objects', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ])('%s is answered with 400', async (_what, body) => {
    expect(await posts(body)).toBe(400);
    expect(door.turns()).toEqual([]);
  });

  it.each(['id', 'type', 'from', 'recipient', 'conversation', 'serviceUrl', 'channelId'])(
    'an activity without %s is answered with 400',
    async (field) => {
      const { activity } = await door.teams.person('Mia').says('status');

      expect(await posts(JSON.stringify({ ...activity, id: 'o', [field]: undefined }))).toBe(400);
      expect(door.turns()).toHaveLength(1);
    },
  );

  it('a body above 256 KiB is answered with 413', async () => {
    expect(await posts(JSON.stringify({ text: 'x'.repeat(300_000) }))).toBe(413);
  });

  it('a body that hides its length is cut off as well', async () => {
    const status = await chunked(door.teams.botUrl, 400_000);

    expect(status).toBe(413);
  });

  it.each([
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'multipart/form-data; boundary=x' }],
    [{ 'content-encoding': 'gzip' }],
  ])('%j is answered with 415', async (headers) => {
    expect(await posts('{}', headers)).toBe(415);
  });

  it('takes thousands of mentions, and keeps as many as a person would write', async () => {
    const { activity } = await door.teams.person('Mia').says('status');
    const entities = Array(3_000).fill({ type: 'mention', text: 'x', mentioned: { id: 'y' } });

    expect(await posts(JSON.stringify({ ...activity, id: 'o', entities }))).toBe(200);
    expect(door.turns().at(-1)!.said).toMatchObject({ mentions: { length: 200 } });
  });

  it('knows no other address and no other method', async () => {
    const base = door.teams.botUrl;

    expect((await fetch(base)).status).toBe(405);
    expect((await fetch(new URL('/metrics', base))).status).toBe(404);
    expect((await fetch(new URL('/', base))).status).toBe(404);
  });
});

describe('the admin door', () => {
  let server: HttpServer;
  let admin: string;
  const parts: PartHealth[] = [];
  const opened = async (changes: Partial<HttpParts> = {}) => {
    server = new HttpServer({
      ...{ host: '127.0.0.1', port: 0, adminPort: 0, log: quietLog },
      inbox: { receive: async () => ({ status: 200 }) } satisfies Pick<Inbox, 'receive'>,
      health: { parts: async () => parts },
      metrics: async () => 'bailiff_up 1\n',
      ...changes,
    });
    const ports = await server.listen();
    admin = `http://127.0.0.1:${ports.adminPort}`;
    return ports;
  };

  beforeEach(() => void parts.splice(0));
  afterEach(() => server.close());

  it('says that the process lives', async () => {
    await opened();

    expect((await fetch(`${admin}/healthz`)).status).toBe(200);
  });

  it('is ready when each part is, and names each', async () => {
    parts.push(
      { part: 'database', ok: true, says: 'answers' },
      { part: 'Defender', ok: true, says: 'token until 11:00' },
    );
    await opened();

    const response = await fetch(`${admin}/readyz`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ready: true, parts });
  });

  it('is not ready when one part is not, and says which', async () => {
    parts.push(
      { part: 'database', ok: true, says: 'answers' },
      { part: 'Defender', ok: false, says: 'no token' },
    );
    await opened();

    const response = await fetch(`${admin}/readyz`);

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      ready: false,
      parts: [{}, { part: 'Defender', says: 'no token' }],
    });
  });

  it('is not ready when nobody can tell', async () => {
    await opened({ health: { parts: () => Promise.reject(new Error('database gone')) } });

    expect((await fetch(`${admin}/readyz`)).status).toBe(503);
  });

  it('gives its counters as text', async () => {
    await opened();

    const response = await fetch(`${admin}/metrics`);

    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await response.text()).toBe('bailiff_up 1\n');
  });

  it('carries more routes on the public door', async () => {
    const { port } = await opened({
      mount: (restify) =>
        void restify.get('/packages/:id', async (req, res) => void res.json(200, req.params)),
    });

    expect(await (await fetch(`http://127.0.0.1:${port}/packages/7`)).json()).toEqual({ id: '7' });
  });

  it('lets a running request end when it closes', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { port } = await opened({
      mount: (restify) =>
        void restify.get('/slow', async (_req, res) => {
          await held;
          res.json(200, 'done');
        }),
    });
    const running = fetch(`http://127.0.0.1:${port}/slow`);
    await fetch(`${admin}/healthz`);

    const closing = server.close();
    release();

    expect(await (await running).json()).toBe('done');
    await closing;
  });
});

/** Sends so many bytes without saying how many. */
function chunked(url: string, bytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json' } },
      (res) => {
        res.resume();
        resolve(res.statusCode);
      },
    );
    sent.on('error', reject);
    sent.write('{"text":"');
    sent.write('x'.repeat(bytes));
    sent.end('"}');
  });
}
