import { gzipSync } from 'node:zlib';
import { all, defenderAt } from '../support/defender';
import { type Reply, recorded, reply, type StubServer, stubServer } from '../support/stub-server';

const span = { from: new Date('2026-11-19T00:00:00Z'), to: new Date('2026-11-20T00:00:00Z') };
const sample = JSON.parse(recorded('alert-no-evidence'));

function rows(from: number, to: number): object[] {
  return Array.from({ length: to - from }, (_, n) => ({ ...sample, id: `a${from + n}` }));
}

function page(value: readonly unknown[], more: object = {}): Reply {
  return { body: JSON.stringify({ value, ...more }) };
}

/** An answer that is announced whole and breaks off behind these rows. */
function broken(value: readonly object[]): Reply {
  const said = JSON.stringify({ value }).slice(0, -2);
  return {
    by: (response) => {
      response.writeHead(200, { 'content-length': String(said.length + 5000) });
      response.write(`${said},{"id":"a`, () => response.socket?.destroy());
    },
  };
}

describe('a list of ten thousands', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await stubServer();
  });
  afterEach(() => server.close());
  const asked = () =>
    server.heard.map(({ url }) => {
      const { searchParams } = new URL(url, 'http://x');
      return [Number(searchParams.get('$top')), Number(searchParams.get('$skip'))];
    });
  const read = async (change: Parameters<typeof defenderAt>[1] = {}) => {
    const world = defenderAt(server.url, change);
    const pages = await all(world.defender.alerts(span));
    return { ...world, pages, ids: pages.flat().map(({ id }) => id) };
  };

  it('takes one call for each ten thousand, and is handed on in small parts', async () => {
    server.replies(page(rows(0, 10_000)), page(rows(10_000, 10_003)));

    const { ids, pages } = await read();

    expect(asked()).toEqual([
      [10_000, 0],
      [10_000, 10_000],
    ]);
    expect(new Set(ids).size).toBe(10_003);
    expect(Math.max(...pages.map(({ length }) => length))).toBeLessThan(500);
  });

  it('is unpacked on the way', async () => {
    const body = gzipSync(JSON.stringify({ value: rows(0, 3) }));
    server.replies({ body, headers: { 'content-encoding': 'gzip' } });

    expect((await read()).ids).toEqual(['a0', 'a1', 'a2']);
  });

  it('goes on where a server gave less than it was asked for', async () => {
    const next = { '@odata.nextLink': 'https://elsewhere.example/?$skip=2' };
    server.replies(page(rows(0, 2), next), page(rows(2, 3)));

    const { ids } = await read();

    expect(ids).toEqual(['a0', 'a1', 'a2']);
    expect(asked().map(([, skip]) => skip)).toEqual([0, 2]);
  });

  it('ends with an empty page, whatever that promises', async () => {
    server.replies(page([], { '@odata.nextLink': 'https://elsewhere.example/' }));

    expect((await read()).ids).toEqual([]);
  });

  it('keeps what came before a page broke off, and reads the rest in short pages', async () => {
    server.replies(broken(rows(0, 400)), page(rows(100, 600)), page(rows(600, 900)));

    const { ids, logged } = await read();

    expect(ids).toEqual(rows(0, 900).map((_, n) => `a${n}`));
    const [, [top, skip = 0] = []] = asked();
    expect(top).toBe(500);
    expect(skip).toBeGreaterThanOrEqual(100);
    expect(logged.join('\n')).toContain('a long page broke off');
  });

  it.each<[string, Reply]>([
    ['a server error', reply(500, 'error-500')],
    ['a gateway that waited too long', { status: 504, body: '<html>504</html>' }],
    ['a page instead of JSON', { body: '<html>Sign in</html>' }],
    ['JSON that ends early', { body: '{"value":[{"id":"a0"},{"id":' }],
    ['something else than a list', { body: '{"value":"?"}' }],
    ['a line that is cut', { by: (response) => response.socket?.destroy() }],
  ])('asks for less after %s', async (_, answer) => {
    server.replies(answer, page(rows(0, 2)));

    const { ids } = await read();

    expect(ids).toEqual(['a0', 'a1']);
    expect(asked().map(([top]) => top)).toEqual([10_000, 500]);
  });

  it('waits after a 429 and asks for as much again', async () => {
    server.replies(reply(429, 'error-429-documented', { 'retry-after': '8' }), page(rows(0, 1)));

    const { ids, clock, ledger } = await read();

    expect(ids).toEqual(['a0']);
    expect(asked().map(([top]) => top)).toEqual([10_000, 10_000]);
    expect(clock.slept[0]).toBeGreaterThanOrEqual(8000);
    expect(ledger.pushed).toEqual([{ endpoint: 'listAlerts', ms: 8000 }]);
  });

  it('is refused in Defender’s words, and not asked for again', async () => {
    server.replies(reply(403, 'error-403-missing-roles'));

    await expect(read()).rejects.toMatchObject({
      refusal: { status: 403, said: expect.stringContaining('Missing application roles') },
    });
  });

  it('tells of rows nobody can read, and gives the others', async () => {
    server.replies(page([...rows(0, 2), { title: 'no id' }, 7, null]));

    const { ids, logged } = await read();

    expect(ids).toEqual(['a0', 'a1']);
    expect(logged.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ endpoint: 'listAlerts', lost: 3 }),
    );
  });

  it('says nothing of what it could not read: it may hold a link', async () => {
    const secret = '{"value":[{"id":"x?sig=canary}';
    server.replies(...Array<Reply>(5).fill({ body: secret }));
    const { defender, logged } = defenderAt(server.url);

    const failed = await all(defender.alerts(span)).catch((error: unknown) => error);

    expect(String(failed)).toContain('its response isn’t JSON');
    expect(JSON.stringify(failed) + logged.join()).not.toContain('canary');
  });

  it('lets go of the line when nobody reads on', async () => {
    const closed = new Promise<void>((done) =>
      server.replies({
        by: (response) => {
          response.on('close', done);
          response
            .writeHead(200)
            .write(`${JSON.stringify({ value: rows(0, 2000) }).slice(0, -2)},`);
        },
      }),
    );
    const { defender } = defenderAt(server.url);

    for await (const some of defender.alerts(span)) if (some.length > 0) break;

    await closed;
  });
});
