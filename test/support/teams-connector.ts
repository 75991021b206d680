import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cardText, readable } from './card-text';

export type Sent = Readonly<Record<string, unknown>> & {
  readonly text?: string;
  readonly summary?: string;
  readonly entities?: readonly { type: string; text?: string; mentioned?: { id: string } }[];
  readonly attachments?: readonly { contentType: string; content: unknown }[];
};

/** One message of the bot in its current state. */
export interface Posted {
  readonly id: string;
  readonly conversationId: string;
  sent: Sent;
  /** Its earlier contents, oldest first. */
  readonly before: Sent[];
}

/** The fault of a call. */
export interface Fault {
  readonly on?: 'post' | 'edit' | 'create' | undefined;
  readonly status?: number | undefined;
  readonly retryAfter?: number | string | undefined;
  readonly code?: string | undefined;
  /** Answers only after so many milliseconds. */
  readonly slowMs?: number | undefined;
  /** Breaks the connection instead of answering; `taken` posts the message all the same. */
  readonly drops?: 'unheard' | 'taken' | undefined;
  /** Never answers. */
  readonly hangs?: true;
}

/** A call before it is answered. */
export interface Incoming {
  readonly kind: Call['kind'];
  readonly conversationId: string;
  readonly messageId: string;
  readonly body: string;
}

export interface Call {
  readonly kind: 'post' | 'edit' | 'create' | 'other';
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly status: number;
  readonly bytes: number;
}

/** The visible text of a message: its text, or the card's words. */
export function wordsOf(sent: Sent): string {
  const cards = (sent.attachments ?? []).map(({ content }) => cardText(content));
  return [readable(sent.text ?? ''), ...cards].filter(Boolean).join('\n');
}

/**
 * A simulated Bot Connector: accepts, stores and edits the bot's messages, and fails on request.
 */
export class Connector extends EventEmitter {
  readonly posted: Posted[] = [];
  readonly calls: Call[] = [];
  readonly created: { id: string; parameters: Record<string, unknown> }[] = [];
  /** The roster's accounts beyond `userRole: user`. */
  readonly members = new Map<string, Readonly<Record<string, unknown>>>();
  largest = Number.POSITIVE_INFINITY;
  /** Decides about every call: a fault, or undefined for success. Comes after `next`. */
  rule: (call: Incoming) => Fault | undefined = () => undefined;
  readonly #faults: Fault[] = [];
  readonly #server: Server = createServer((req, res) => void this.#serve(req, res));
  // Epoch milliseconds, like Teams' own: a later test on the same database has others.
  #next = Date.now();

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Makes the next calls of a kind (or any) fail. */
  next(fault: Fault, times = 1): void {
    for (let n = 0; n < times; n++) this.#faults.push(fault);
  }

  newId(): string {
    this.#next += 1;
    return String(this.#next);
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await bodyOf(req);
    const path = (req.url ?? '').split('?')[0]!;
    const kind = kindOf(req.method ?? '', path);
    const at = this.#faults.findIndex(({ on }) => !on || on === kind);
    const [, , , conversationId = '', , messageId = ''] = path.split('/').map(decodeURIComponent);
    const ruled = () => this.rule({ kind, conversationId, messageId, body });
    const fault = at < 0 ? ruled() : this.#faults.splice(at, 1)[0];
    if (fault?.hangs) return;
    if (fault?.slowMs) await new Promise((resolve) => setTimeout(resolve, fault.slowMs));
    if (fault?.drops) {
      if (fault.drops === 'taken') this.#answer(kind, path, body);
      return void req.socket.destroy();
    }
    const tooLarge =
      body.length > this.largest ? { status: 413, code: 'MessageSizeTooBig' } : fault;
    const answer = tooLarge?.status ? refusal(tooLarge) : this.#answer(kind, path, body);
    const { authorization } = req.headers;
    const { status } = answer;
    this.calls.push({
      kind,
      method: req.method ?? '',
      path,
      ...(authorization && { authorization }),
      status,
      bytes: body.length,
    });
    res.writeHead(status, { 'content-type': 'application/json', ...answer.headers });
    res.end(JSON.stringify(answer.body ?? {}));
    this.emit('change');
  }

  #answer(kind: Call['kind'], path: string, body: string): Answered {
    const [, , , conversation = '', , message = ''] = path.split('/').map(decodeURIComponent);
    if (kind === 'create') return this.#create(JSON.parse(body));
    if (kind === 'post') return this.#post(conversation, JSON.parse(body));
    if (kind === 'edit') return this.#edit(message, JSON.parse(body));
    const [, , , , section, memberId] = path.split('/').map(decodeURIComponent);
    if (section === 'members' && memberId)
      return {
        status: 200,
        body: { id: memberId, userRole: 'user', ...this.members.get(memberId) },
      };
    return { status: 200, body: [] };
  }

  #create(parameters: Record<string, unknown>): Answered {
    const id = `a:new-${this.created.length + 1}`;
    this.created.push({ id, parameters });
    return { status: 201, body: { id } };
  }

  #post(conversationId: string, sent: Sent): Answered {
    const id = this.newId();
    this.posted.push({ id, conversationId, sent, before: [] });
    this.emit('change');
    return { status: 201, body: { id } };
  }

  #edit(id: string, sent: Sent): Answered {
    const message = this.posted.find((one) => one.id === id);
    if (!message) return refusal({ status: 404, code: 'ActivityNotFoundInConversation' });
    message.before.push(message.sent);
    message.sent = sent;
    this.emit('change');
    return { status: 200, body: { id } };
  }
}

interface Answered {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

function refusal({ status = 500, code = 'ServiceError', retryAfter }: Fault): Answered {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return { status, headers, body: { error: { code, message: 'refused by the test' } } };
}

function kindOf(method: string, path: string): Call['kind'] {
  if (method === 'POST' && path === '/v3/conversations') return 'create';
  if (method === 'POST' && path.includes('/activities')) return 'post';
  return method === 'PUT' ? 'edit' : 'other';
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
