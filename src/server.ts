import { createServer, plugins, type Request, type Response, type Server } from 'restify';
import type { ActivityHandler } from './chat/activity-handler';
import { type PartHealth, plainHealth } from './domain/health';
import type { Health, Log } from './ports';

export interface HttpParts {
  readonly host: string;
  /** 0 takes any free port; the same for `adminPort`. */
  readonly port: number;
  readonly adminPort: number;
  readonly activityHandler: Pick<ActivityHandler, 'receive'>;
  readonly health: Health;
  /** All metrics in the Prometheus text format. */
  readonly metrics: () => Promise<string>;
  /** Called with the status of each response to Teams. */
  readonly onAnswer?: (status: number) => void;
  /** Adds routes beside Teams' own: downloads. */
  readonly mount?: (server: Server) => void;
  readonly log: Log;
}

const maxBodyBytes = 256 * 1024;
// Teams' activities nest about ten levels; deeper JSON tries to exhaust the stack.
const maxDepth = 64;
const drainMs = 5_000;
const healthMs = 5_000;

/** HTTP: Teams and downloads on `port`, health and metrics on loopback only. */
export class HttpServer {
  readonly #public: Server;
  readonly #admin: Server;

  constructor(private readonly parts: HttpParts) {
    this.#public = timeLimited(createServer({ name: 'bailiff' }));
    this.#admin = timeLimited(createServer({ name: 'bailiff-admin' }));
    this.#routeTeams();
    this.#routeAdmin();
    parts.mount?.(this.#public);
  }

  /** Starts to listen; returns the actual ports. */
  async listen(): Promise<{ port: number; adminPort: number }> {
    const { adminPort, host, port } = this.parts;
    return {
      port: await listening(this.#public, port, host),
      adminPort: await listening(this.#admin, adminPort, '127.0.0.1'),
    };
  }

  /** Accepts no more requests, waits for running ones, and cuts the rest after some seconds. */
  async close(): Promise<void> {
    await Promise.all([closed(this.#public), closed(this.#admin)]);
  }

  #routeTeams(): void {
    this.#public.on('after', (req: Request, res: Response) => {
      if (req.path() === '/api/messages') this.parts.onAnswer?.(res.statusCode);
    });
    this.#public.post(
      '/api/messages',
      onlySmallJson,
      ...plugins.bodyParser({ maxBodySize: maxBodyBytes, mapParams: false }),
      async (req: Request, res: Response) => {
        const { activityHandler } = this.parts;
        if (isDeeperThan(maxDepth, req.body)) return answer(res, 400, { error: 'nested too deep' });
        const { status, body } = await activityHandler.receive(
          req.headers.authorization ?? '',
          req.body,
        );
        answer(res, status, body);
      },
    );
  }

  #routeAdmin(): void {
    const { metrics } = this.parts;
    this.#admin.get('/healthz', async (req: Request, res: Response) => {
      const isVerbose = new URLSearchParams(req.getQuery()).has('verbose');
      const parts = isVerbose && { parts: (await this.#health()).map(plainHealth) };
      answer(res, 200, { alive: true, ...parts });
    });
    this.#admin.get('/readyz', async (_req: Request, res: Response) => {
      const parts = await this.#health();
      const ready = parts.every(({ isOptional, ok }) => ok || isOptional);
      answer(res, ready ? 200 : 503, { ready, parts: parts.map(plainHealth) });
    });
    this.#admin.get('/metrics', async (_req: Request, res: Response) => {
      const text = await metrics();
      res.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
      res.sendRaw(200, text);
    });
  }

  /** A check that hangs or throws counts as not ready. */
  async #health(): Promise<PartHealth[]> {
    const { health, log } = this.parts;
    const late = AbortSignal.timeout(healthMs);
    const tooLate = new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(late.reason), { once: true });
    });
    try {
      return await Promise.race([health.parts(), tooLate]);
    } catch (error) {
      log.warn({ error }, 'the health checks failed');
      return [{ part: 'health', ok: false, says: 'the checks did not end' }];
    }
  }
}

/** Rejects before reading: another type, compressed (size unknown), or a content-length above the limit. */
function onlySmallJson(req: Request, res: Response, next: (go?: false) => void): void {
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const isPlainJson = type === 'application/json' && !req.headers['content-encoding'];
  const isSmall = Number(req.headers['content-length'] ?? 0) <= maxBodyBytes;
  if (isPlainJson && isSmall) {
    next();
    return;
  }
  res.header('connection', 'close');
  answer(res, isPlainJson ? 413 : 415, { error: isPlainJson ? 'too large' : 'only plain JSON' });
  next(false);
}

/** Iterative, because the depth it looks for would overflow a recursive walk. */
function isDeeperThan(most: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null
        ? Object.values<unknown>(item as Record<string, unknown>)
        : [],
    );
  }
  return false;
}

function answer(res: Response, status: number, body?: unknown): void {
  if (body === undefined) res.send(status);
  else res.json(status, body);
}

/** Sets timeouts against slow requests. */
function timeLimited(server: Server): Server {
  const { server: http } = server as unknown as { server: import('node:http').Server };
  http.headersTimeout = 10_000;
  // How late a time-out may be noticed; Node looks every 30 s by default.
  Object.assign(http, { connectionsCheckingInterval: 2_000 });
  http.maxConnections = 2_000;
  http.requestTimeout = 30_000;
  http.keepAliveTimeout = 30_000;
  return server;
}

function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve(server.address().port);
    });
  });
}

function closed(server: Server): Promise<void> {
  const { server: http } = server as unknown as { server: import('node:http').Server };
  if (!http.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const cut = setTimeout(() => http.closeAllConnections(), drainMs);
    // A connection whose last request ends later would otherwise be kept alive.
    const sweep = setInterval(() => http.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
  });
}
