import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'restify';
import { OneTimeLinks } from '../../src/delivery/links';
import { PackageEndpoint } from '../../src/delivery/package-endpoint';
import type { Collection } from '../../src/domain/collection';
import { minutes } from '../../src/domain/duration';
import type { Role } from '../../src/domain/person';
import type { JournalEvent } from '../../src/ports';
import { LocalEvidence } from '../../src/storage/evidence/local-evidence';
import { StoredLinks } from '../../src/storage/evidence/one-time-links';
import { aCollection, aPackage, mia } from '../support/builders';
import { type TestClock, testClock } from '../support/clock';
import { memoryCollections } from '../support/collections';
import { type TestDatabase, testDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { quietLog } from '../support/quiet-log';

const bytes = randomBytes(300_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const packageId = 'C-7F3K2/1';

let database: TestDatabase;
let dataDir: string;
let evidence: LocalEvidence;
let server: Server;
let origin: string;
let clock: TestClock;
let links: OneTimeLinks;
let stored: Collection[];
let journal: JournalEvent[];
let journalWorks: boolean;
let journalIsFree: () => Promise<void>;
let role: Role;
let shown: Collection[];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  clock = testClock();
  [journal, shown, journalWorks, role] = [[], [], true, 'responder'];
  journalIsFree = async () => undefined;
  dataDir = await mkdtemp(join(tmpdir(), 'bailiff-door-'));
  evidence = await LocalEvidence.open({ dataDir, maxBytes: 1e9, clock, log: quietLog });
  const body = (async function* () {
    yield bytes;
  })();
  const { file, size } = await evidence.store({
    name: packageId,
    open: async () => ({ body }),
  });
  const one = aPackage({
    id: packageId,
    state: 'ready',
    stored: { file, size, sha256, sha512: '', storedAt: clock.now() },
  });
  stored = [aCollection({ packages: [one] })];
  links = new OneTimeLinks({
    rows: new StoredLinks(database.db),
    clock,
    publicUrl: () => origin,
  });
  server = createServer();
  new PackageEndpoint({
    links,
    collections: memoryCollections(stored, clock),
    tool: 'Bailiff/test',
    clockQuality: async () => ({ source: 'chrony', synchronized: true, offsetMs: 0.4 }),
    evidence,
    journal: {
      async write(event) {
        await journalIsFree();
        if (!journalWorks) throw new Error('the disk is full');
        const sequence = journal.push(event);
        return { sequence, hash: '' };
      },
    },
    roleOf: async () => role,
    onDownloaded: (collection) => shown.push(collection),
    clock,
    log: quietLog,
  }).mount(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});
afterEach(async () => {
  // Kept alive by the client, they would be waited for.
  (server as unknown as { server: HttpServer }).server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await rm(dataDir, { recursive: true });
});

const aLink = () =>
  links.issue({ kind: 'package', id: packageId, person: mia, expires: minutes(15) });
const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields) });
const press = (url: string, headers: Record<string, string> = {}) =>
  post(url, { purpose: 'Malware analysis' }, headers);
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const operations = () => journal.map(({ operation }) => operation);
/** Without the ends of the transfers, which are written after the answer. */
const begun = () => operations().filter((one) => !/delivered|interrupted/.test(one));

describe('the page of a package', () => {
  it('names it by our own id, warns of malware, and has a button to download and one to confirm', async () => {
    const answer = await fetch(await aLink());
    const html = await answer.text();

    expect(answer.status).toBe(200);
    expect(html).toContain('C-7F3K2');
    expect(html).toContain('malware');
    expect(html.match(/<form method="post">/g)).toHaveLength(2);
    expect(html).toContain('<input name="purpose" required maxlength="200"');
    expect(html).toContain('<button type="submit" name="received" value="yes">');
    expect(html).not.toContain(stored[0]!.packages[0]!.machine.name);
  });

  it('costs nothing: previews and scanners may come as often as they like', async () => {
    const link = await aLink();
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD', 'GET'])
      expect((await fetch(link, { method })).status).toBe(200);

    expect(journal).toEqual([]);
    expect((await press(link)).status).toBe(200);
  });

  it('is not there for a link that nobody made, and not for one that is too old', async () => {
    const link = await aLink();
    clock.advance(minutes(15) + 1);

    expect((await fetch(link)).status).toBe(404);
    expect((await press(link)).status).toBe(404);
    expect((await press(`${origin}/packages/${'A'.repeat(43)}`)).status).toBe(404);
    expect((await press(`${origin}/packages/..%2f..%2fetc`)).status).toBe(404);
    expect(journal).toEqual([]);
  });
});

describe('the download of a package', () => {
  it('gives the very bytes, once, with headers that keep them from running or being kept', async () => {
    const link = await aLink();
    const answer = await press(link);

    expect((await bytesOf(answer)).equals(bytes)).toBe(true);
    const digest = createHash('sha256').update(bytes).digest('base64');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '300000',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="C-7F3K2-1.zip"; filename*=UTF-8''C-7F3K2-1.zip`,
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'same-origin',
      'repr-digest': `sha-256=:${digest}:`,
      'accept-ranges': 'bytes',
    });
    expect((await press(link)).status).toBe(404);
    expect((await fetch(link)).status).toBe(404);
  });

  it('is written down with who it was, and shown on the card', async () => {
    await (await press(await aLink())).arrayBuffer();
    await eventually(() => journal.length === 2);

    const about = {
      actor: mia,
      outcome: 'success',
      resources: expect.objectContaining({ package: packageId, collection: 'C-7F3K2' }),
    };
    expect(journal).toEqual([
      {
        ...about,
        operation: 'package.downloaded',
        details: {
          purpose: 'Malware analysis',
          clientAddress: expect.stringMatching(/127\.0\.0\.1$/),
          tool: 'Bailiff/test',
          clock: { source: 'chrony', synchronized: true, offsetMs: 0.4 },
          signedIn: false,
          sha256,
        },
      },
      { ...about, operation: 'package.delivered', details: { size: 300_000, sha256 } },
    ]);
    expect(shown[0]?.packages[0]?.downloads).toEqual([{ by: mia, at: clock.now() }]);
  });

  it('does not happen when the record can’t be written; the link still works afterwards', async () => {
    const link = await aLink();
    journalWorks = false;
    expect((await press(link)).status).toBe(503);
    expect(shown).toEqual([]);

    journalWorks = true;
    expect((await press(link)).status).toBe(200);
  });

  it.each`
    purpose               | what
    ${undefined}          | ${'none'}
    ${''}                 | ${'an empty one'}
    ${' \u200b\u202e\n '} | ${'one of invisible characters'}
    ${'x'.repeat(201)}    | ${'one that is too long'}
  `(
    'asks again for a purpose when there is $what, and the link stays unused',
    async ({ purpose }) => {
      const link = await aLink();

      const answer = await post(link, purpose === undefined ? {} : { purpose });

      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('Say what you need the package for');
      expect(journal).toEqual([]);
      expect((await post(link, { purpose: '𝒳'.repeat(200) })).status).toBe(200);
    },
  );

  it('records a hostile purpose and a claimed address as one bounded line of text', async () => {
    const link = await aLink();
    const purpose = '<script>alert(1)</script>\r\n"x\u202e';

    await (
      await post(link, { purpose }, { 'x-forwarded-for': `203.0.113.9, ${'9'.repeat(5000)}` })
    ).text();

    const { forwardedFor, purpose: kept } = journal[0]!.details as Record<string, string>;
    expect(kept).toBe('<script>alert(1)</script> "x');
    expect(forwardedFor).toMatch(/^203\.0\.113\.9, 9+…$/);
    expect(forwardedFor!.length).toBeLessThanOrEqual(200);
  });

  it('refuses the form of another site, and keeps the link for its owner', async () => {
    const url = await aLink();

    const stolen = await press(url, { 'sec-fetch-site': 'cross-site' });

    expect([stolen.status, begun()]).toEqual([403, []]);
    expect((await press(url)).status).toBe(200);
  });

  it('refuses a form that is too large before anything else', async () => {
    const answer = await post(await aLink(), { purpose: 'x'.repeat(9000) });

    expect(answer.status).toBe(413);
    expect(journal).toEqual([]);
  });

  it('never completes when the file changes after its check', async () => {
    const link = await aLink();
    const file = join(dataDir, 'evidence', 'C-7F3K2-1.zip');
    journalIsFree = () => writeFile(file, randomBytes(bytes.length));

    await expect(press(link).then(bytesOf)).rejects.toThrow();

    await eventually(() => journal.length === 2);
    expect(operations()).toEqual(['package.downloaded', 'package.damaged']);
  });

  it('is refused to a person who lost the role since the link was made', async () => {
    const link = await aLink();
    role = 'analyst';

    expect((await press(link)).status).toBe(403);
    expect(journal).toMatchObject([{ operation: 'package.refused', outcome: 'refused' }]);
  });

  it('does not happen when one bit in the store was flipped', async () => {
    const file = join(dataDir, 'evidence', 'C-7F3K2-1.zip');
    const kept = await readFile(file);
    kept[250_000]! ^= 1;
    await writeFile(file, kept);

    const answer = await press(await aLink());

    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('doesn’t match its hash');
    expect(operations()).toEqual(['package.damaged']);
    expect(shown).toEqual([]);
  });

  it('does not happen when the file is gone, or was removed by the policy', async () => {
    await rm(join(dataDir, 'evidence', 'C-7F3K2-1.zip'));
    expect((await press(await aLink())).status).toBe(500);

    const [collection] = stored;
    const [one] = collection!.packages;
    const gone = { ...one!, stored: { ...one!.stored!, removedAt: clock.now() } };
    stored[0] = { ...collection!, packages: [gone] };
    expect((await press(await aLink())).status).toBe(404);
  });

  it('is given to one of two who press at once', async () => {
    const link = await aLink();

    const answers = await Promise.all([press(link), press(link), press(link)]);

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(begun()).toEqual(['package.downloaded']);
  });

  it('is prepared for one part at a time with each link', async () => {
    const link = await aLink();
    await (await press(link)).arrayBuffer();

    let writes: () => void = () => undefined;
    const free = new Promise<void>((resolve) => {
      writes = resolve;
    });
    journalIsFree = () => free;
    const said: number[] = [];
    const ask = async () => {
      said.push((await press(link, { range: 'bytes=5-9' })).status);
      // The one that is being prepared waits for the record until the others have their answer.
      if (said.length === 2) writes();
    };
    await Promise.all([ask(), ask(), ask()]);

    expect(said).toEqual([429, 429, 206]);
  });
});

describe('the confirmation of the receiver', () => {
  const confirm = (link: string) => post(link, { received: 'yes' });

  it('is recorded after the download, and not before', async () => {
    const link = await aLink();
    expect((await confirm(link)).status).toBe(409);
    expect(journal).toEqual([]);

    await (await press(link)).arrayBuffer();
    const answer = await confirm(link);

    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(sha256);
    expect(journal.find(({ operation }) => operation === 'package.acknowledged')).toMatchObject({
      actor: mia,
      details: { sha256, tool: 'Bailiff/test', clientAddress: expect.any(String) },
    });
  });

  it('says when it could not be recorded', async () => {
    const link = await aLink();
    await (await press(link)).arrayBuffer();
    journalWorks = false;

    expect((await confirm(link)).status).toBe(503);
  });
});

describe('a download that broke', () => {
  it('goes on with the same link, for the rest of its 15 minutes, and that is written down, too', async () => {
    const link = await aLink();
    const first = await press(link);
    const etag = first.headers.get('etag')!;
    await first.body?.cancel();

    clock.advance(minutes(14));
    const rest = await press(link, { range: 'bytes=100000-', 'if-range': etag });

    expect(rest.status).toBe(206);
    expect(rest.headers.get('content-range')).toBe('bytes 100000-299999/300000');
    expect((await bytesOf(rest)).equals(bytes.subarray(100_000))).toBe(true);
    expect(begun()).toEqual(['package.downloaded', 'package.resumed']);
    expect(shown).toHaveLength(1);

    clock.advance(minutes(2));
    expect((await press(link, { range: 'bytes=100000-' })).status).toBe(404);
  });

  it('asks for the role and looks at the file again', async () => {
    const link = await aLink();
    await (await press(link)).arrayBuffer();
    await writeFile(join(dataDir, 'evidence', 'C-7F3K2-1.zip'), Buffer.alloc(bytes.length));

    expect((await press(link, { range: 'bytes=5-9' })).status).toBe(500);
    role = 'analyst';
    expect((await press(link, { range: 'bytes=5-9' })).status).toBe(403);
  });

  it('hears where the file ends when it asks beyond', async () => {
    const answer = await press(await aLink(), { range: 'bytes=300000-' });

    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */300000');
    expect(journal).toEqual([]);
  });
});
