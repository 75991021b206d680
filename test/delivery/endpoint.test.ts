import { createServer, type Server } from 'restify';
import { LinkEndpoint } from '../../src/delivery/endpoint';
import { OneTimeLinks } from '../../src/delivery/links';
import type { Handout, Offer } from '../../src/delivery/offer';
import { hours, minutes } from '../../src/domain/duration';
import type { Role } from '../../src/domain/person';
import type { JournalEvent } from '../../src/ports';
import { StoredLinks } from '../../src/storage/evidence/one-time-links';
import { type TestClock, testClock } from '../support/clock';
import { type TestDatabase, testDatabase } from '../support/database';
import { quietLog } from '../support/quiet-log';

const mia = { id: 'u-mia', name: 'Mia' };
const bytes = Buffer.from('address\r\n203.0.113.45\r\n');

let database: TestDatabase;
let server: Server;
let origin: string;
let clock: TestClock;
let links: OneTimeLinks;
let journal: JournalEvent[];
let journalWorks: boolean;
let role: Role;
let handout: () => Promise<Handout | undefined>;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  clock = testClock();
  journal = [];
  journalWorks = true;
  role = 'analyst';
  handout = async () => ({ fileName: 'ips “C-5XYZ9”.csv', body: bytes });
  links = new OneTimeLinks({
    rows: new StoredLinks(database.db),
    clock,
    publicUrl: () => `${origin}/`,
  });
  server = createServer();
  new LinkEndpoint({
    links,
    offers: [anOffer('report'), anOffer('package')],
    roleOf: async () => role,
    journal: {
      async write(event) {
        if (!journalWorks) throw new Error('the disk is full');
        const sequence = journal.push(event);
        return { sequence, hash: '' };
      },
    },
    log: quietLog,
  }).mount(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

function anOffer(kind: 'report' | 'package'): Offer {
  return {
    kind,
    role: 'analyst',
    operation: `${kind}.downloaded`,
    page: async (id) => ({ title: `IP report ${id}`, lines: ['a < b'], button: 'Download' }),
    open: () => handout(),
  };
}

const aLink = (expires = minutes(10)) =>
  links.issue({ kind: 'report', id: 'C-5XYZ9', person: mia, expires });
const press = (url: string) => fetch(url, { method: 'POST' });

describe('a one-time link', () => {
  it('has 256 random bits and lies under the public address', async () => {
    const [one, other] = [await aLink(), await aLink()];

    expect(one).toMatch(new RegExp(`^${origin}/reports/[\\w-]{43}$`));
    expect(other).not.toBe(one);
  });

  it('is not in the database in a form that anybody could use', async () => {
    const token = (await aLink()).split('/').at(-1)!;

    const rows = await database.db.selectFrom('one_time_links').selectAll().execute();

    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('outlives a restart', async () => {
    const url = await aLink();
    const token = url.split('/').at(-1)!;

    const restarted = new OneTimeLinks({
      rows: new StoredLinks(database.db),
      clock,
      publicUrl: () => origin,
    });

    expect(await restarted.find('report', token)).toMatchObject({ id: 'C-5XYZ9', person: mia });
  });

  it('shows a page with one form that posts back to it, and nothing that runs or loads', async () => {
    const response = await fetch(await aLink());
    const html = await response.text();

    expect(response.status).toBe(200);
    expect(html.match(/<form method="post">/g)).toHaveLength(1);
    expect(html).toContain('a &lt; b');
    expect(html).not.toMatch(/<script|<img|<link|src=|style/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  it('is not used up by scanners, however often they look', async () => {
    const url = await aLink();

    for (const method of ['GET', 'HEAD', 'GET', 'HEAD', 'GET'])
      expect((await fetch(url, { method })).status).toBe(200);

    expect(await (await fetch(url, { method: 'HEAD' })).text()).toBe('');
    expect(journal).toEqual([]);
    expect(Buffer.from(await (await press(url)).arrayBuffer())).toEqual(bytes);
  });

  it('gives the bytes to a POST, to be saved and not shown', async () => {
    const response = await press(await aLink());

    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'content-disposition':
        'attachment; filename="ips__C-5XYZ9_.csv"; filename*=UTF-8\'\'ips%20%E2%80%9CC-5XYZ9%E2%80%9D.csv',
      'repr-digest': expect.stringMatching(/^sha-256=:[\w+/]{43}=:$/),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(journal).toEqual([
      {
        operation: 'report.downloaded',
        actor: mia,
        outcome: 'success',
        resources: { report: 'C-5XYZ9' },
      },
    ]);
  });

  it.each`
    headers                                                                          | status
    ${{ 'sec-fetch-site': 'cross-site' }}                                            | ${403}
    ${{ 'sec-fetch-site': 'same-site' }}                                             | ${403}
    ${{ origin: 'https://evil.example' }}                                            | ${403}
    ${{ origin: 'null' }}                                                            | ${403}
    ${{ 'sec-fetch-site': 'same-origin', origin: 'https://behind-a-proxy.example' }} | ${200}
    ${{}}                                                                            | ${200}
  `(
    'answers $status to a form with $headers, and keeps the link for its owner',
    async ({ headers, status }) => {
      const url = await aLink();

      const answer = await fetch(url, { method: 'POST', headers });

      expect(answer.status).toBe(status);
      expect((await press(url)).status).toBe(status === 200 ? 404 : 200);
    },
  );

  it('takes the form of its own page in a browser that names only the origin', async () => {
    expect((await fetch(await aLink(), { method: 'POST', headers: { origin } })).status).toBe(200);
  });

  it('gives them once, also to two who press at the same moment', async () => {
    const url = await aLink();

    const answers = await Promise.all([press(url), press(url), press(url)]);
    const later = await press(url);

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
    expect(later.status).toBe(404);
    expect(await later.text()).toContain('Get a new one in Teams');
    expect((await fetch(url)).status).toBe(404);
    expect(journal).toHaveLength(1);
  });

  it('is over after its time, which is never longer than 15 minutes', async () => {
    const short = await aLink(minutes(5));
    const long = await aLink(hours(5));

    clock.advance(minutes(5));
    expect((await press(short)).status).toBe(404);
    clock.advance(minutes(10));
    expect((await press(long)).status).toBe(404);
    expect(journal).toEqual([]);
  });

  it('opens no other door and is not used up there', async () => {
    const url = await aLink();

    const wrong = await press(url.replace('/reports/', '/packages/'));

    expect(wrong.status).toBe(404);
    expect((await press(url)).status).toBe(200);
  });

  it.each(['x', '%00', 'a'.repeat(43), '..%2f..%2fetc', 'a'.repeat(5000)])(
    'can not be guessed: %s',
    async (token) => {
      expect((await fetch(`${origin}/reports/${token}`)).status).toBe(404);
      expect((await press(`${origin}/reports/${token}`)).status).toBe(404);
    },
  );
});

describe('what stands between a link and its bytes', () => {
  it('a right that was taken away since', async () => {
    const url = await aLink();
    role = 'nobody';

    expect((await press(url)).status).toBe(403);
    expect(journal).toEqual([]);
  });

  it('a journal that can not be written: nothing is given, and the link still works after', async () => {
    const url = await aLink();
    journalWorks = false;

    const refused = await press(url);
    journalWorks = true;

    expect(refused.status).toBe(503);
    expect(await refused.text()).not.toContain('203.0.113.45');
    expect((await press(url)).status).toBe(200);
  });

  it('a fault of ours, of which the browser learns nothing', async () => {
    const url = await aLink();
    handout = async () => {
      throw new Error('password=hunter2');
    };

    const broken = await press(url);

    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('hunter2');
  });

  it('what is gone', async () => {
    handout = async () => undefined;

    expect((await press(await aLink())).status).toBe(404);
  });
});
