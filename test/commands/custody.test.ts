import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageCommand } from '../../src/commands/collect/package';
import { handoverPackage } from '../../src/commands/custody/handover-package';
import { hold } from '../../src/commands/custody/hold';
import { receipt } from '../../src/commands/custody/receipt';
import { received } from '../../src/commands/custody/received';
import { release } from '../../src/commands/custody/release';
import { custodyOf } from '../../src/domain/custody';
import { UserError } from '../../src/domain/errors';
import { aCollection, aMachine, aPackage, dana, mia } from '../support/builders';
import { cardText } from '../support/card-text';
import { pdfAttachments, pdfLines } from '../support/pdf-text';
import { fakeServices, request } from '../support/services';

const stored = {
  file: 'C-7F3K2-1.zip',
  size: 48_000_000,
  sha256: 'a'.repeat(64),
  sha512: 'b'.repeat(128),
  storedAt: new Date('2026-11-20T09:59:00Z'),
};
const one = (facts = {}) =>
  aPackage({
    id: 'C-7F3K2/1',
    machine: aMachine({ name: 'ws-042.contoso.com' }),
    state: 'ready',
    stored: { ...stored, ...facts },
  });
const world = (...packages: ReturnType<typeof one>[]) =>
  fakeServices({ collections: [aCollection({ packages })] });
const named = { job: 'C-7F3K2', machines: [], byIp: [], words: [] };
const lead = { actor: dana, role: 'lead' as const };

describe('package', () => {
  it('gives the link to who asked alone; the channel reads only that it did', async () => {
    const answer = await packageCommand.run(request(named), world(one()));

    expect(answer).toMatchObject({ public: expect.stringContaining('our private chat') });
    const { private: privately } = answer as Extract<typeof answer, { private: unknown }>;
    const card = JSON.stringify(privately);
    expect(card).toContain('[Get C-7F3K2-1.zip](https://bailiff.example/packages/1)');
    expect(card).toContain(stored.sha256);
    expect(JSON.stringify((answer as { public: string }).public)).not.toContain('https');
  });

  it('makes no link to what was removed, but still tells its hashes', async () => {
    const answer = await packageCommand.run(
      request(named),
      world(one({ removedAt: new Date('2026-11-20T09:59:30Z') })),
    );

    const said = JSON.stringify(answer);
    expect(answer).not.toHaveProperty('private');
    expect(said).toContain('removed');
    expect(said).toContain(stored.sha256);
    expect(said).not.toContain('bailiff.example');
  });
});

describe('hold and release', () => {
  it('are for leads, and are written down before they are done', async () => {
    const services = world(one());

    expect([hold.role, release.role]).toEqual(['lead', 'lead']);
    await hold.run(request({ job: 'C-7F3K2' }, lead), services);

    expect(await services.holds.get('C-7F3K2')).toMatchObject({ by: dana });
    expect(services.rows.map(({ operation }) => operation)).toEqual(['package.held']);
  });

  it('name who held it first', async () => {
    const services = world(one());
    await hold.run(request({ job: 'C-7F3K2' }, lead), services);

    const again = await hold.run(request({ job: 'C-7F3K2' }, { ...lead, actor: mia }), services);

    expect(again).toMatchObject({ text: expect.stringContaining('Dana Reyes') });
  });

  it('do nothing while the journal can’t be written', async () => {
    const services = world(one());
    const journal = { write: () => Promise.reject(new Error('disk full')) };

    await expect(
      hold.run(request({ job: 'C-7F3K2' }, lead), { ...services, journal }),
    ).rejects.toThrow('disk full');
    expect(await services.holds.get('C-7F3K2')).toBeUndefined();
  });

  it('say so when there was nothing to release, and know no job that nobody made', async () => {
    const services = world(one());

    expect(await release.run(request({ job: 'C-7F3K2' }, lead), services)).toMatchObject({
      text: expect.stringContaining('wasn’t on legal hold'),
    });
    await expect(hold.run(request({ job: 'C-00000' }, lead), services)).rejects.toBeInstanceOf(
      UserError,
    );
  });
});

describe('receipt', () => {
  const event = (operation: string, packageId: string) => ({
    operation,
    actor: mia,
    outcome: 'success' as const,
    resources: { collection: 'C-7F3K2', package: packageId },
  });

  it('tells who had the package in hand, and keeps it as a file beside it', async () => {
    const services = world(one());
    await services.journal.write(event('package.ready', 'C-7F3K2/1'));
    await services.journal.write(event('package.downloaded', 'C-7F3K2/1'));

    const answer = await receipt.run(request(named), services);

    const said = cardText((answer as { card: { content: object } }).card.content);
    expect(said).toContain('Receipt · WS-042');
    expect(said).toMatch(/Stored; requested by Mia Chen \(entry 1\)/);
    expect(said).toMatch(/Downloaded by Mia Chen \(entry 2\)/);
    const file = JSON.parse(services.noted.get('C-7F3K2-1.receipt-2.json')!);
    expect(file).toMatchObject({
      sha256: stored.sha256,
      events: [{ sequence: 1 }, { sequence: 2, hash: services.rows[1]!.hash }],
    });
  });

  it('says for what a package was downloaded, and is stored as a PDF that has the JSON', async () => {
    const services = world(one());
    const details = { purpose: 'Malware *analysis*' };
    await services.journal.write({ ...event('package.downloaded', 'C-7F3K2/1'), details });

    const answer = await receipt.run(request(named), services);

    const said = cardText((answer as { card: { content: object } }).card.content);
    expect(said).toContain('Downloaded by Mia Chen (entry 1), for: Malware *analysis*');
    const pdf = services.noted.get('C-7F3K2-1.receipt-1.pdf') as unknown as Buffer;
    expect(pdfLines(pdf)).toContain('Purpose: Malware *analysis*');
    expect(pdfAttachments(pdf)).toEqual([services.noted.get('C-7F3K2-1.receipt-1.json')]);
  });

  it.each(['pdf', 'json'])('is sent 1:1 as %s, by a link that works once', async (form) => {
    const services = world(one());
    await services.journal.write(event('package.ready', 'C-7F3K2/1'));

    const answer = await receipt.run(request({ ...named, words: [form] }), services);

    expect(answer).toMatchObject({ public: expect.stringContaining('private chat') });
    const { private: privately } = answer as Extract<typeof answer, { private: unknown }>;
    expect(JSON.stringify(privately)).toContain('https://bailiff.example/receipts/1');
    expect(JSON.stringify(privately)).toContain(`C-7F3K2-1.receipt-1.${form}`);
  });

  it('begins with the request also where it was kept for hours before it was begun', async () => {
    const services = world(one());
    services.clock.advance(-23 * 60 * 60_000);
    await services.journal.write(event('request.kept', 'C-7F3K2/1'));
    services.clock.advance(23 * 60 * 60_000);

    const answer = await receipt.run(request(named), services);

    const said = cardText((answer as { card: { content: object } }).card.content);
    expect(said).toContain('Queued while Defender was away; requested by Mia Chen');
  });

  it('says what a check of the bag found', async () => {
    const services = world(one());
    const check = event('package.verified', 'C-7F3K2/1');
    await services.journal.write(check);
    await services.journal.write({ ...check, outcome: 'failure' });

    const answer = await receipt.run(request(named), services);

    const said = cardText((answer as { card: { content: object } }).card.content);
    expect(said).toMatch(/Verified by Mia Chen \(entry 1\)/);
    expect(said).toMatch(/Verification failed, checked by Mia Chen \(entry 2\)/);
  });

  it('of one machine leaves out what happened to another of the same job', async () => {
    const other = aPackage({ id: 'C-7F3K2/2', state: 'collecting', machine: aMachine() });
    const services = world(one(), other);
    await services.journal.write(event('package.ready', 'C-7F3K2/1'));
    await services.journal.write(event('package.failed', 'C-7F3K2/2'));

    await expect(receipt.run(request(named), services)).rejects.toBeInstanceOf(UserError);
    const [collection] = services.stored;
    const custody = custodyOf({ collection: collection!, package: one() }, services.rows);

    expect(custody.events.map(({ operation }) => operation)).toEqual(['package.ready']);
  });
});

describe('received', () => {
  it('records that somebody has what they downloaded', async () => {
    const taken = { ...one(), downloads: [{ by: mia, at: new Date('2026-11-20T10:00:00Z') }] };
    const services = world(taken);

    const answer = await received.run(request(named), services);

    expect(answer).toMatchObject({
      text: expect.stringContaining('receipt confirmed by Mia Chen'),
    });
    expect(services.rows.map(({ operation }) => operation)).toEqual(['package.acknowledged']);
    expect(JSON.parse(services.rows[0]!.record).unmapped).toMatchObject({
      ...{ sha256: stored.sha256, tool: 'Bailiff/test', clock: { source: 'unknown' } },
    });
  });

  it('is refused to who did not download it', async () => {
    const taken = { ...one(), downloads: [{ by: dana, at: new Date('2026-11-20T10:00:00Z') }] };
    const services = world(taken);

    await expect(received.run(request(named), services)).rejects.toThrow('Nothing was confirmed');
    expect(services.rows).toEqual([]);
  });
});

describe('handover package', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiff-handover-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const bag = Buffer.from('the sealed bag');
  const hash = createHash('sha256').update(bag).digest('hex');
  const inStore = async (content: Buffer) => {
    const file = join(folder, 'C-7F3K2-1.zip');
    await writeFile(file, content);
    return world(one({ file, bag: { size: bag.length, sha256: hash } }));
  };
  const handover = {
    ...{ job: 'C-7F3K2', words: ['package', 'State', 'Police'], reason: 'court order 12/26' },
  };

  it('is for leads, and records who gets it, why, and its hash at that moment', async () => {
    const services = await inStore(bag);

    const answer = await handoverPackage.run(request(handover, lead), services);

    expect(handoverPackage.role).toBe('lead');
    expect(services.rows.map(({ operation }) => operation)).toEqual(['package.handed-over']);
    expect(JSON.parse(services.rows[0]!.record)).toMatchObject({
      actor: { user: { name: 'Dana Reyes' } },
      unmapped: {
        ...{ party: 'State Police', reason: 'court order 12/26', sha256: hash },
        ...{ tool: 'Bailiff/test', clock: { synchronized: 'unknown' } },
      },
    });
    const said = cardText((answer as { card: { content: object } }).card.content);
    expect(said).toContain('Handover of C-7F3K2 to State Police');
    expect(said).toContain(hash);
    const pdf = [...services.noted].find(([name]) => name.endsWith('.pdf'))![1];
    expect(pdfLines(pdf as unknown as Buffer)).toEqual(
      expect.arrayContaining(['Outside party: State Police', 'Reason: court order 12/26']),
    );
  });

  it('does not happen to a file that is not what was sealed', async () => {
    const services = await inStore(Buffer.from('another'));

    const answer = await handoverPackage.run(request(handover, lead), services);

    expect(services.rows.map(({ operation }) => operation)).toEqual(['package.damaged']);
    expect(cardText((answer as { card: { content: object } }).card.content)).toContain(
      'It was not handed over',
    );
  });

  it.each`
    without     | change
    ${'job'}    | ${{ job: undefined }}
    ${'party'}  | ${{ words: ['package'] }}
    ${'reason'} | ${{ reason: undefined }}
  `('asks for what is missing: $without', async ({ change }) => {
    const services = await inStore(bag);

    await expect(
      handoverPackage.run(request({ ...handover, ...change }, lead), services),
    ).rejects.toThrow('Name the job, the outside party and the reason');
    expect(services.rows).toEqual([]);
  });
});
