import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, ApiRequest } from './answer';
import { deliver } from './deliver';

/** Far above any real request. */
const maxBodyBytes = 20_000_000;

/** Starts an HTTP server that reads each request completely and passes it to `answer`. */
export async function listen(
  address: { readonly host: string; readonly port: number },
  answer: (request: ApiRequest, incoming: IncomingMessage) => Promise<Answer>,
): Promise<{ server: Server; origin: string }> {
  const server = createServer((incoming, response) => {
    serve(incoming, response, answer).catch((error: unknown) => {
      console.error('internal error in the simulator', error);
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
  incoming: IncomingMessage,
  response: ServerResponse,
  answer: (request: ApiRequest, incoming: IncomingMessage) => Promise<Answer>,
): Promise<void> {
  const request = await read(incoming);
  await deliver(await answer(request, incoming), response, request.method);
}

async function read(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Error('The request body is too large');
    chunks.push(chunk);
  }
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    origin: `http://${incoming.headers.host ?? 'localhost'}`,
  };
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
