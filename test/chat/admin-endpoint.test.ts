import type { ActivityHandler } from '../../src/chat/activity-handler';
import type { PartHealth } from '../../src/domain/health';
import { msg } from '../../src/language/language';
import { type HttpParts, HttpServer } from '../../src/server';
import { quietLog } from '../support/quiet-log';

describe('the admin door', () => {
  let server: HttpServer;
  let admin: string;
  const parts: PartHealth[] = [];
  const opened = async (changes: Partial<HttpParts> = {}) => {
    server = new HttpServer({
      ...{ host: '127.0.0.1', port: 0, adminPort: 0, log: quietLog },
      activityHandler: { receive: async () => ({ status: 200 }) } satisfies Pick<
        ActivityHandler,
        'receive'
      >,
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

  it('stays ready when a part needs somebody that it can do without', async () => {
    const schedule = { part: 'on-call schedule', ok: false, says: 'a hole', isOptional: true };
    parts.push({ part: 'database', ok: true, says: 'answers' }, schedule as PartHealth);
    await opened();

    const response = await fetch(`${admin}/readyz`);

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ready: true, parts: [{}, { ok: false }] });
  });

  it('is not ready when one part is not, and says which', async () => {
    parts.push(
      { part: 'database', ok: true, says: 'answers' },
      { part: 'Defender', ok: false, says: msg`no ${'token'}` },
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
