import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, Asked } from './answer';
import { deliver } from './deliver';

/** Far more than any request we know needs. */
const mostBodyBytes = 20_000_000;

/** One http server that hands each request, completely read, to `answer`. */
export async function listen(
  address: { readonly host: string; readonly port: number },
  answer: (asked: Asked, request: IncomingMessage) => Promise<Answer>,
): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    serve(request, response, answer).catch((error: unknown) => {
      console.error('the simulator itself failed', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { server, origin: `http://${address.host}:${port}` };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (asked: Asked, request: IncomingMessage) => Promise<Answer>,
): Promise<void> {
  const asked = await read(request);
  await deliver(await answer(asked, request), response, asked.method);
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBodyBytes) throw new Error('The request body is too large');
    chunks.push(chunk);
  }
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    origin: `http://${request.headers.host ?? 'localhost'}`,
  };
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
