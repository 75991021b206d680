import { request } from 'node:http';
import { activityHandlerFor, type HandlerUnderTest } from './an-activity-handler';

describe('what never gets past the HTTP door', () => {
  let door: HandlerUnderTest;
  beforeEach(async () => {
    door = await activityHandlerFor();
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
