import { packageCommand } from '../../src/commands/collect/package';
import { health } from '../../src/commands/health';
import { ips } from '../../src/commands/ip-report/ips';
import { jobs } from '../../src/commands/jobs/jobs';
import { status } from '../../src/commands/jobs/status';
import { machine } from '../../src/commands/machines/machine';
import { buttonsOn, refusalOf, say, shown } from '../support/answers';
import { aCollection, aMachine, aPackage, mia, omar, thread } from '../support/builders';
import { readable } from '../support/card-text';
import { fakeServices } from '../support/services';

const ws042 = aMachine({ name: 'ws-042.contoso.com', lastIp: '10.20.30.42' });
const machines = [ws042];

function aJob(id: string, facts: Parameters<typeof aCollection>[0] = {}) {
  const packages = [aPackage({ id: `${id}/1`, collectionId: id, machine: ws042 })];
  return aCollection({ id, packages, ...facts });
}

function aJobThatIsOver(id: string, minutesAgo: number) {
  const packages = [aPackage({ id: `${id}/1`, collectionId: id, machine: ws042, state: 'ready' })];
  const askedAt = new Date(Date.parse('2026-11-20T09:00:00Z') - minutesAgo * 60_000);
  return aCollection({ id, packages, askedAt });
}

describe('status', () => {
  it.each([{ job: 'C-7F3K2' }, { machines: ['ws-042'] }, { byIp: ['10.20.30.42'] }, {}])(
    'shows how far a collection is: %j',
    async (typed) => {
      const services = fakeServices({ machines, collections: [aJob('C-7F3K2')] });

      const answer = await say(status, typed, services, { role: 'analyst' });

      expect(shown(answer)).toMatch(/WS-042 · Collecting[\s\S]*C-7F3K2/);
    },
  );

  it('lists several running jobs of one’s own, and nobody else’s', async () => {
    const services = fakeServices({
      collections: [aJob('C-00001'), aJob('C-00002'), aJob('C-00003', { askedBy: omar })],
    });

    const answer = await say(status, {}, services);

    expect(shown(answer)).toMatch(/C-00001[\s\S]*C-00002|C-00002[\s\S]*C-00001/);
    expect(shown(answer)).not.toContain('C-00003');
  });

  it('shows the last failure to who asks why it failed, of their own or here', async () => {
    const failed = (id: string, at: string, facts: Parameters<typeof aCollection>[0] = {}) => {
      const endedAt = new Date(at);
      const packages = [
        aPackage({ id: `${id}/1`, collectionId: id, machine: ws042, state: 'failed', endedAt }),
      ];
      return aCollection({ id, packages, ...facts });
    };
    const elsewhere = { conversationId: '19:other@thread.tacv2', kind: 'channel' } as const;
    const services = fakeServices({
      collections: [
        aJob('C-00001'),
        failed('C-00002', '2026-11-20T08:00:00Z', { place: elsewhere }),
        failed('C-00003', '2026-11-20T09:00:00Z', { askedBy: omar }),
        failed('C-00004', '2026-11-20T09:30:00Z', { askedBy: omar, place: elsewhere }),
      ],
    });

    const answer = await say(status, { words: ['fail'] }, services);

    expect(shown(answer)).toMatch(/WS-042 · Failed[\s\S]*C-00003/);
  });

  it('names the report that failed last, and why', async () => {
    const services = fakeServices();
    const { id } = await services.ipReports.open('r1', {
      ...{ askedBy: mia, place: thread, timeZone: 'UTC', of: { incident: '9' } },
    });
    await services.ipReports.finish(id, { state: 'failed', summary: { unknown: 'incident 9' } });

    expect(shown(await say(status, { words: ['failed'] }, services))).toContain(
      'Defender doesn’t know incident 9.',
    );
  });

  it('says that nothing failed where nothing did', async () => {
    const services = fakeServices({ collections: [aJob('C-00001')] });

    expect(shown(await say(status, { words: ['fail'] }, services))).toContain('Nothing of yours');
  });

  it('says so when nothing runs, nothing was collected, or the job is unknown', async () => {
    const services = fakeServices({ machines });

    expect(shown(await say(status, {}, services))).toContain('You have nothing running.');
    expect(shown(await say(status, { machines: ['ws-042'] }, services))).toBe(
      'WS-042: no collections yet.',
    );
    const { message } = await refusalOf(say(status, { job: 'C-00000' }, services));
    expect(readable(message)).toBe('No job C-00000 found.');
  });
});

describe('jobs', () => {
  it('lists one’s own, or everybody’s', async () => {
    const services = fakeServices({
      collections: [aJob('C-00001'), aJob('C-00002', { askedBy: omar })],
    });

    expect(shown(await say(jobs, {}, services))).not.toContain('C-00002');
    expect(shown(await say(jobs, { words: ['all'] }, services))).toContain('C-00002');
    expect(shown(await say(jobs, {}, fakeServices()))).toBe('You have no jobs yet.');
  });

  it('and status list IP reports among them', async () => {
    const services = fakeServices({ collections: [aJob('C-00001')] });
    await say(ips, { incident: '4711' }, services);

    const listed = shown(await say(jobs, {}, services));

    expect(listed).toMatch(/C-1P000 · IPs in incident 4711 · Reading[\s\S]*C-00001/);
    expect(listed).toContain('[Show C-1P000]');
    expect(shown(await say(status, {}, services))).toContain('C-1P000 · IPs in incident 4711');
    expect(shown(await say(jobs, {}, services, { actor: omar }))).toBe('You have no jobs yet.');
  });

  it('shows the ten newest collections however many IP reports there are, and says what is left out', async () => {
    const collections = Array.from({ length: 12 }, (_, at) =>
      aJobThatIsOver(`C-000${at + 10}`, at),
    );
    const services = fakeServices({ collections });
    for (const incident of ['1', '2', '3', '4'])
      await say(ips, { incident }, services, { requestId: `ips-${incident}` });

    const listed = shown(await say(jobs, {}, services));

    const references = listed.match(/C-000\d\d/g);
    expect(references).toEqual(collections.slice(0, 10).map(({ id }) => id));
    expect(listed).toMatch(/Collections[\s\S]*Showing 10 of 12\.[\s\S]*IP reports/);
  });

  it('never leaves out what runs, however old it is', async () => {
    const newer = Array.from({ length: 12 }, (_, at) => aJobThatIsOver(`C-000${at + 10}`, at));
    const services = fakeServices({
      collections: [...newer, aJob('C-00RUN', { askedAt: new Date('2026-11-01T08:00:00Z') })],
    });

    const answer = await say(jobs, {}, services);

    expect(shown(answer)).toContain('Showing 11 of 13.');
    expect(buttonsOn(answer)).toMatchObject([{ data: { words: ['C-00RUN'] } }]);
  });

  it('an IP report alone is told when nothing else runs', async () => {
    const services = fakeServices();
    await say(ips, { incident: '4711' }, services);

    expect(shown(await say(status, {}, services))).toMatch(/^IP report C-1P000 is running/);
  });
});

describe('machine', () => {
  it('shows what Defender knows and the latest collection', async () => {
    const services = fakeServices({ machines, collections: [aJob('C-7F3K2')] });

    const answer = await say(machine, { machines: ['WS-042'] }, services, { role: 'analyst' });

    expect(shown(answer)).toContain('WS-042');
    expect(shown(answer)).toContain('C-7F3K2');
  });

  it('offers to collect only to those who may', async () => {
    const offers = async (role: 'analyst' | 'responder') =>
      buttonsOn(await say(machine, { machines: ['ws-042'] }, fakeServices({ machines }), { role }))
        .map(({ verb }) => verb)
        .includes('collect');

    expect(await offers('responder')).toBe(true);
    expect(await offers('analyst')).toBe(false);
  });

  it('shows one machine at a time, and needs one', async () => {
    const several = await refusalOf(say(machine, { machines: ['a-1', 'b-2'] }, fakeServices()));
    const none = await refusalOf(say(machine, {}, fakeServices()));

    expect(several.suggestions.map(({ words }) => words)).toEqual([['a-1'], ['b-2']]);
    expect(readable(none.message)).toContain('Name at least one device');
  });

  it('lets the person choose between two records of one name', async () => {
    const twin = aMachine({ name: ws042.name });
    const services = fakeServices({ machines: [ws042, twin] });

    const answer = await say(machine, { machines: ['ws-042'] }, services);

    expect(JSON.stringify(answer)).toContain(ws042.id);
    expect(JSON.stringify(answer)).toContain(twin.id);
  });
});

describe('package', () => {
  const stored = {
    file: 'C-7F3K2-1.zip',
    size: 48_000_000,
    sha256: '9f2c'.repeat(16),
    sha512: 'e1'.repeat(64),
    storedAt: new Date('2026-11-20T09:59:00Z'),
  };

  it('tells size, moment and hashes, to who asked alone', async () => {
    const packages = [aPackage({ machine: ws042, state: 'ready', stored })];
    const services = fakeServices({ machines, collections: [aCollection({ packages })] });

    const answer = await say(packageCommand, { machines: ['ws-042'] }, services);

    const { private: privately } = answer as Extract<typeof answer, { private: unknown }>;
    const said = shown(privately);
    expect(said).toMatch(/WS-042 · Package stored[\s\S]*48 MB, stored 09:59 UTC/);
    expect(said).toContain(stored.sha256);
  });

  it('gives the newest stored package of a machine that is being collected again', async () => {
    const old = aPackage({
      id: 'C-00002/1',
      collectionId: 'C-00002',
      machine: ws042,
      state: 'ready',
      stored,
    });
    const older = {
      ...old,
      id: 'C-00003/1',
      stored: { ...stored, storedAt: new Date('2026-11-01T09:00:00Z') },
    };
    const services = fakeServices({
      machines,
      collections: [
        aCollection({
          id: 'C-00003',
          packages: [older],
          askedAt: new Date('2026-11-01T08:00:00Z'),
        }),
        aCollection({ id: 'C-00002', packages: [old], askedAt: new Date('2026-11-20T08:00:00Z') }),
        aJob('C-00001', { askedAt: new Date('2026-11-20T10:00:00Z') }),
      ],
    });

    const answer = await say(packageCommand, { machines: ['ws-042'] }, services);

    const { private: privately } = answer as Extract<typeof answer, { private: unknown }>;
    const said = shown(privately);
    expect(said).toContain('WS-042 · Newest stored package');
    expect(said).toMatch(/48 MB, stored 09:59 UTC[\s\S]*WS-042: no package yet \(Collecting\)/);
    expect(said).not.toContain('1 Nov');
  });

  it('says how far it is while there is none', async () => {
    const services = fakeServices({ machines, collections: [aJob('C-7F3K2')] });

    const answer = await say(packageCommand, { job: 'C-7F3K2' }, services);

    expect(shown(answer)).toContain('WS-042: no package yet (Collecting).');
  });
});

describe('health', () => {
  it('shows each part of the house', async () => {
    expect(shown(await say(health, {}, fakeServices()))).toContain('Defender');
  });
});
