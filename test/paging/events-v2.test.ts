import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventsV2Pager } from '../../src/paging/events-v2';
import type { PagerEvent } from '../../src/ports';

const failure: PagerEvent = {
  action: 'trigger',
  key: 'C-7F3K2',
  summary: 'Package failed on WS-042',
  severity: 'error',
  at: new Date('2026-11-20T09:44:00Z'),
  details: { cause: 'The sensor is inactive.', jobs: 'C-7F3K2' },
};

let server: Server;
let heard: { body: Record<string, unknown>; headers: NodeJS.Dict<string | string[]> }[];
let answers: number[];

async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  heard.push({ body: JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers });
  const status = answers.shift() ?? 202;
  if (status === 0) return void request.socket.destroy();
  response.writeHead(status, { location: 'https://elsewhere.example/' }).end('{"status":"?"}');
}

beforeEach(async () => {
  heard = [];
  answers = [];
  server = createServer((request, response) => void hear(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  // A connection that is kept alive would keep the server from closing.
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

function pager() {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v2/enqueue`;
  return new EventsV2Pager({ url, key: 'R0UT1NG', userAgent: 'Bailiff/test' });
}

describe('the outgoing webhook', () => {
  it('tells a failure in the form that paging services read', async () => {
    expect(await pager().send(failure)).toBe('taken');

    expect(heard[0]!.headers['content-type']).toBe('application/json');
    expect(heard[0]!.body).toEqual({
      routing_key: 'R0UT1NG',
      event_action: 'trigger',
      dedup_key: 'C-7F3K2',
      client: 'Bailiff',
      payload: {
        summary: 'Package failed on WS-042',
        source: expect.stringMatching(/./),
        severity: 'error',
        timestamp: '2026-11-20T09:44:00.000Z',
        component: 'bailiff',
        custom_details: { cause: 'The sensor is inactive.', jobs: 'C-7F3K2' },
      },
    });
  });

  it.each(['acknowledge', 'resolve'] as const)('says %s of the same notice', async (action) => {
    await pager().send({ ...failure, action });

    expect(heard[0]!.body).toEqual({
      routing_key: 'R0UT1NG',
      event_action: action,
      dedup_key: 'C-7F3K2',
    });
  });

  it.each`
    status | means
    ${202} | ${'taken'}
    ${200} | ${'taken'}
    ${400} | ${'refused'}
    ${403} | ${'refused'}
    ${302} | ${'refused'}
    ${429} | ${'later'}
    ${500} | ${'later'}
    ${0}   | ${'later'}
  `('takes an answer $status as $means', async ({ status, means }) => {
    answers.push(status);

    expect(await pager().send(failure)).toBe(means);
    expect(heard).toHaveLength(1);
  });
});
