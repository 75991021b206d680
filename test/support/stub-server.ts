import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Heard {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Takes over the response, to break it. */
  readonly by?: (response: ServerResponse) => void;
}

export interface StubServer {
  readonly url: string;
  readonly heard: readonly Heard[];
  /**
   * Responses to the next requests, in order. A request without one gets 599, which fails the test.
   */
  replies(...next: Reply[]): void;
  close(): Promise<void>;
}

/** A server with scripted responses, for those that no correct server gives. */
export async function stubServer(): Promise<StubServer> {
  const heard: Heard[] = [];
  const queue: Reply[] = [];
  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = '', url = '', headers } = request;
    heard.push({ method, url, headers, body: Buffer.concat(pieces).toString() });
    const reply = queue.shift() ?? { status: 599 };
    if (reply.by) return reply.by(response);
    const length = { 'content-length': String(Buffer.byteLength(reply.body ?? '')) };
    response.writeHead(reply.status ?? 200, { ...length, ...reply.headers }).end(reply.body);
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    replies: (...next) => void queue.push(...next),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      if (queue.length > 0) throw new Error(`${queue.length} answers were never asked for`);
    },
  };
}

/** A recorded answer of Defender, as text. */
export function recorded(name: string): string {
  return readFileSync(join(__dirname, '../fixtures/defender', `${name}.json`), 'utf8');
}

export function reply(status: number, name: string, headers: Reply['headers'] = {}): Reply {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers: { ...type, ...headers }, body: recorded(name) };
}
