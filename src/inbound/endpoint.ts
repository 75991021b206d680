import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { workflowIds } from '../domain/workflow-ids';
import type { Clock, Journal, Log, Workflows } from '../ports';
import { CallerLimits } from './caller-limits';
import { type Caller, type CallerRules, Callers } from './callers';

export interface InboundParts {
  readonly rules: CallerRules;
  readonly workflows: Workflows;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'now' | 'real'>;
  readonly log: Log;
}

/** Where the endpoint registers its route. */
export interface Routes {
  post(path: string, answer: (req: IncomingMessage, res: ServerResponse) => Promise<void>): unknown;
}

const largestBody = 64 * 1024;

/** Other fields are ignored. */
const body = z.object({
  incidentId: z.union([
    z.string().regex(/^[1-9]\d{0,18}$/),
    z.number().int().positive().transform(String),
  ]),
});

/** Accepts incidents from automation such as Sentinel or Logic Apps. */
export class IncidentEndpoint {
  readonly #callers: Callers;
  readonly #limits: CallerLimits;

  constructor(private readonly parts: InboundParts) {
    this.#callers = new Callers(parts.rules);
    this.#limits = new CallerLimits(parts.clock);
  }

  mount(routes: Routes): void {
    routes.post('/api/incidents', async (req, res) => {
      try {
        await this.#take(req, res);
      } catch (error) {
        this.parts.log.error({ error }, 'an incident that was posted could not be taken');
        if (res.headersSent) res.destroy();
        else answer(res, 503, { error: 'not taken, try again' });
      }
    });
  }

  async #take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const caller = await this.#callerOf(req);
    if (caller.kind === 'refused') return answer(res, caller.status, { error: caller.says });
    if (!isJson(req)) return answer(res, 415, { error: 'only plain JSON' });
    const text = await textOf(req);
    if (text === undefined) return answer(res, 413, { error: 'too large' });
    const read = body.safeParse(parsed(text));
    if (!read.success)
      return answer(res, 400, { error: 'incidentId must be the incident’s number' });

    const { incidentId } = read.data;
    const waitSeconds = this.#limits.check(caller.id, incidentId);
    if (waitSeconds !== undefined) {
      res.setHeader('retry-after', waitSeconds);
      return answer(res, 429, { error: 'too many requests' });
    }
    await this.parts.journal.write({
      operation: 'incident.posted',
      actor: { id: caller.id, name: caller.name },
      outcome: 'started',
      resources: { incident: incidentId },
    });
    // Idempotent: an incident has one workflow; the poller finds later changes.
    await this.parts.workflows.start('incident', workflowIds.incident(incidentId), { incidentId });
    answer(res, 202, { id: incidentId });
  }

  async #callerOf(req: IncomingMessage): Promise<Caller> {
    const { appId, dev } = this.parts.rules;
    if (appId) return this.#callers.callerOf(req.headers.authorization ?? '');
    if (dev && isFromHere(req)) return { kind: 'caller', id: 'development', name: 'this machine' };
    return { kind: 'refused', status: 401, says: 'a bearer token is needed' };
  }
}

/** Returns whether the request comes from loopback without a proxy. */
function isFromHere({ headers, socket }: IncomingMessage): boolean {
  const isForwarded = Boolean(headers['x-forwarded-for'] ?? headers.forwarded);
  return (
    !isForwarded && /^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/.test(socket.remoteAddress ?? '')
  );
}

function isJson({ headers }: IncomingMessage): boolean {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/json' && !headers['content-encoding'];
}

/** Returns the body, or undefined when it is too large. */
async function textOf(req: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Rejected like any other invalid body.
    return undefined;
  }
}

function answer(res: ServerResponse, status: number, said: object): void {
  const text = JSON.stringify(said);
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(status === 413 && { connection: 'close' }),
  });
  res.end(text);
}
