import { collect } from '../../src/commands/collect/collect';
import { cancel } from '../../src/commands/jobs/cancel';
import { status } from '../../src/commands/jobs/status';
import type { Incident } from '../../src/domain/alert';
import { reservation } from '../support/admission';
import { buttonsOn, refusalOf, say as sayTo, shown } from '../support/answers';
import {
  aCollection,
  aMachine,
  aPackage,
  aPendingRequest,
  machineId,
  omar,
} from '../support/builders';
import { readable } from '../support/card-text';
import { type FakeServices, fakeServices } from '../support/services';

const workstations = Array.from({ length: 6 }, (_, at) =>
  aMachine({ id: machineId(0x100 + at), name: `lab-${at}.contoso.com` }),
);
const off = aMachine({ id: machineId(0x110), name: 'lab-off.contoso.com', health: 'Inactive' });
const servers = ['srv-dc01', 'srv-sql2'].map((name, at) =>
  aMachine({ id: machineId(0x120 + at), name: `${name}.contoso.com`, os: 'WindowsServer2022' }),
);
const machines = [...workstations, off, ...servers];
const names = machines.map(({ name }) => name.split('.')[0]!);

const say = (typed: object, services: FakeServices, facts: Parameters<typeof sayTo>[3] = {}) =>
  sayTo(collect, typed, services, facts);
const collected = ({ stored }: FakeServices) =>
  stored.map(({ packages }) => packages.map(({ machine }) => machine.name.split('.')[0]));

describe('a list of many machines', () => {
  const approvals = [
    {
      when: { names: ['srv-*'], machineTags: [], machineGroups: [] },
      by: 'lead' as const,
      expiresMinutes: 60,
    },
  ];

  it('says how many are online, off, unknown, servers, in need of approval and named twice', async () => {
    const services = fakeServices({ machines, policy: { approvals } });

    const answer = await say({ machines: [...names, 'lab-0.contoso.com', 'lab-99'] }, services);

    const card = shown(answer);
    expect(card).toContain('Collect packages from 9 devices?');
    expect(card).toContain('8 online · 1 offline (will wait) · 1 unknown');
    expect(card).toContain('Unknown: “lab-99”');
    expect(card).toContain('Includes 2 servers: SRV-DC01, SRV-SQL2');
    expect(card).toContain('Needs approval: SRV-DC01, SRV-SQL2');
    expect(card).toContain('Duplicates removed: 1');
    expect(card).toContain('Expected 9–19 min. Links are prepared 2 per minute');
    expect(services.stored).toEqual([]);
  });

  it('starts online machines before those that are off', async () => {
    const services = fakeServices({ machines });
    await say({ machines: ['lab-off', ...names], reason: 'hunt' }, services);

    await say({ job: 'C-D0001', flags: ['confirmed'] }, services);

    expect(collected(services)[0]!.at(-1)).toBe('lab-off');
    expect(services.started).toHaveLength(9);
  });

  it('leaves the servers out when that is what was pressed', async () => {
    const services = fakeServices({ machines });
    await say({ machines: names }, services);

    await say({ job: 'C-D0001', flags: ['confirmed', 'no-servers'], reason: 'hunt' }, services);

    expect(collected(services)[0]).not.toContain('srv-dc01');
    expect(collected(services)[0]).toHaveLength(7);
    expect(services.stored[0]?.reason).toBe('hunt');
  });

  it('is started once, however often and whatever is pressed', async () => {
    const services = fakeServices({ machines });
    await say({ machines: names }, services);

    for (let click = 0; click < 20; click += 1)
      await say(
        {
          job: 'C-D0001',
          flags: ['confirmed', ...(click % 2 ? ['no-servers'] : [])],
          ...(click === 0 && { reason: 'hunt' }),
        },
        services,
        {
          requestId: `click-${click}`,
        },
      );

    expect(services.stored).toHaveLength(1);
    expect(services.started).toHaveLength(9);
  });

  it('is started by nobody but who asked', async () => {
    const services = fakeServices({ machines });
    await say({ machines: names }, services);

    const pressed = say({ job: 'C-D0001', flags: ['confirmed'] }, services, { actor: omar });

    expect(readable((await refusalOf(pressed)).message)).toBe(
      'Only Mia Chen can choose here. Nothing was done.',
    );
    expect(services.stored).toEqual([]);
  });

  it.each`
    how                             | typed
    ${'the button of the list'}     | ${{ job: 'C-D0001' }}
    ${'the button without servers'} | ${{ job: 'C-D0001', flags: ['no-servers'] }}
    ${'the whole line once more'}   | ${{ machines: names }}
  `('does not start without a reason by $how, and asks for it', async ({ typed }) => {
    const services = fakeServices({ machines });
    await say({ machines: names }, services);
    const flags = ['confirmed', ...(typed.flags ?? [])];

    const answers = [
      await say({ ...typed, flags }, services, { requestId: 'typed' }),
      await say({ ...typed, flags }, services, { requestId: 'pressed', via: 'pressed' }),
    ];

    for (const answer of answers) {
      expect(shown(answer)).toMatch(
        /Nothing has been collected yet.\n+Add a reason: it’s required for this many devices./,
      );
      expect(buttonsOn(answer)[0]?.title).toMatch(/^Collect \d now$/);
    }
    expect(services.stored).toEqual([]);
    expect(services.started).toEqual([]);
  });

  it('starts by the whole line when that says why', async () => {
    const services = fakeServices({ machines });

    await say({ machines: names, flags: ['confirmed'], reason: 'hunt' }, services);

    expect(collected(services)[0]).toHaveLength(9);
  });

  it('is dropped by who asked, and starts nothing any more', async () => {
    const services = fakeServices({ machines });
    const question = await say({ machines: names }, services);

    const dropped = await sayTo(cancel, { job: 'C-D0001' }, services);
    const pressed = say({ job: 'C-D0001', flags: ['confirmed'] }, services);

    expect(buttonsOn(question).map(({ title }) => title)).toEqual([
      'Collect 9 now',
      'Remove servers',
      'Cancel',
      'Show list',
    ]);
    expect(dropped).toMatchObject({ cardKey: 'C-D0001' });
    expect(shown(dropped)).toMatch(/Cancelled by Mia Chen .*\. Nothing was collected\./);
    expect(buttonsOn(dropped)).toEqual([]);
    expect((await refusalOf(pressed)).message).toMatch(/was cancelled .*Nothing was done/);
    expect(services.stored).toEqual([]);
  });

  it('is dropped by nobody else, and not after it was started', async () => {
    const services = fakeServices({ machines });
    await say({ machines: names, reason: 'hunt' }, services);

    const strange = await refusalOf(sayTo(cancel, { job: 'C-D0001' }, services, { actor: omar }));
    const started = await say({ job: 'C-D0001', flags: ['confirmed'] }, services);
    const late = await refusalOf(sayTo(cancel, { job: 'C-D0001' }, services));

    expect(readable(strange.message)).toBe('Only Mia Chen can choose here. Nothing was done.');
    expect(started).toMatchObject({
      all: [{ cardKey: 'C-D0001' }, { cardKey: services.stored[0]?.id }],
    });
    expect(late.message).toMatch(/was already started /);
  });

  it('can be read name by name before it is started', async () => {
    const services = fakeServices({ machines, policy: { approvals } });
    await say({ machines: [...names, 'lab-99'], reason: 'hunt' }, services);

    const list = await sayTo(status, { job: 'C-D0001' }, services);

    const card = shown(list);
    expect(card).toContain('9 devices in list C-D0001');
    expect(card).toContain(
      'Online · 8: LAB-0, LAB-1, LAB-2, LAB-3, LAB-4, LAB-5, SRV-DC01, SRV-SQL2',
    );
    expect(card).toContain('Offline (will wait) · 1: LAB-OFF');
    expect(card).toContain('Needs approval · 2: SRV-DC01, SRV-SQL2');
    expect(card).toContain('Unknown · 1: lab-99');
    expect(card).toContain('Nothing has been collected yet.');
  });

  it('starts also after that when it was pressed in time and Defender was away', async () => {
    const services = fakeServices({ machines });
    await say({ machines: names, reason: 'hunt' }, services);
    const kept = await services.pendingRequests.keep('press', aPendingRequest(), reservation);
    const since = services.clock.now();
    services.clock.advance(3 * 3_600_000);

    const press = { job: 'C-D0001', flags: ['confirmed'] };
    await say(press, services, { requestId: 'press', kept: { id: kept.id, since } });

    expect(collected(services)[0]).toHaveLength(9);
  });

  it('goes stale after an hour', async () => {
    const services = fakeServices({ machines });
    await say({ machines: names }, services);
    services.clock.advance(61 * 60_000);

    const pressed = say({ job: 'C-D0001', flags: ['confirmed'] }, services);

    expect((await refusalOf(pressed)).message).toMatch(/expired at .* Nothing was done/);
  });

  it('offers to add the machine that was probably meant', async () => {
    const services = fakeServices({ machines });
    const first = await say({ machines: [...names, 'srv-dc02'] }, services);
    const add = buttonsOn(first).find(({ title }) => title === 'Add SRV-DC01');

    expect(shown(first)).toContain('“srv-dc02” (did you mean SRV-DC01?)');
    expect(add?.data).toMatchObject({ words: ['C-D0001', servers[0]!.id] });
  });

  it('offers to skip what was collected within the hour', async () => {
    const ready = aPackage({
      id: 'C-00RDY/1',
      collectionId: 'C-00RDY',
      machine: workstations[0]!,
      state: 'ready',
      endedAt: new Date('2026-11-20T09:58:00Z'),
    });
    const services = fakeServices({
      machines,
      collections: [aCollection({ id: 'C-00RDY', packages: [ready] })],
    });

    const answer = await say({ machines: names }, services);
    await say({ job: 'C-D0001', flags: ['confirmed', 'no-recent'], reason: 'hunt' }, services);

    expect(buttonsOn(answer).map(({ title }) => title)).toContain('Skip recent ones');
    expect(collected(services)[1]).toHaveLength(8);
  });
});

describe('the machines of an incident', () => {
  const device = (id: string, name: string, roles: string[] = []) => ({
    kind: 'Device',
    device: { id, name, roles },
  });
  const incident: Incident = {
    id: '4711',
    name: 'Credential theft',
    severity: 'high',
    status: 'active',
    createdAt: '2026-11-20T09:00:00Z',
    updatedAt: '2026-11-20T09:00:00Z',
    tags: [],
    alerts: [
      {
        id: 'da1',
        title: 'lsass read',
        severity: 'high',
        createdAt: '2026-11-20T09:00:00Z',
        evidence: [
          device(off.id, off.name),
          device(workstations[1]!.id, workstations[1]!.name),
          device(workstations[2]!.id, workstations[2]!.name, ['compromised']),
          device('f'.repeat(40), 'gone.contoso.com'),
        ],
      },
    ],
  };

  it('come compromised first, then online, then off; one that is gone is told', async () => {
    const services = fakeServices({ machines, incidents: [incident] });
    const asked = await say({ incident: '4711', words: ['machines'] }, services);

    await say({ job: 'C-D0001', flags: ['confirmed'], reason: 'hunt' }, services);

    expect(shown(asked)).toContain('Unknown: “gone.contoso.com”');
    expect(collected(services)).toEqual([['lab-2', 'lab-1', 'lab-off']]);
    expect(services.stored[0]?.incident).toBe('4711');
  });

  it('are those of the incident it was merged into', async () => {
    const merged = { ...incident, id: '4710', redirectedTo: '4711', alerts: [] };
    const services = fakeServices({ machines, incidents: [incident, merged] });

    const asked = await say({ incident: '4710', words: ['machines'] }, services);

    expect(shown(asked)).toContain('Collect packages from 3 devices?');
  });
});

describe('a package of the last hour', () => {
  const machine = workstations[0]!;
  const ready = aPackage({
    id: 'C-00RDY/1',
    collectionId: 'C-00RDY',
    machine,
    state: 'ready',
    endedAt: new Date('2026-11-20T09:26:00Z'),
  });
  const world = () =>
    fakeServices({
      machines,
      collections: [aCollection({ id: 'C-00RDY', askedBy: omar, packages: [ready] })],
    });

  it('is offered instead of collecting again', async () => {
    const services = world();

    const answer = await say({ machines: ['lab-0'], reason: 'lsass' }, services);

    expect(shown(answer)).toMatch(
      /There’s already a package of LAB-0 from 09:26 UTC \(\d+ min ago, by Omar Haddad\)/,
    );
    expect(buttonsOn(answer)).toMatchObject([
      { title: 'Get that package', verb: 'package', data: { words: ['C-00RDY'] } },
      {
        title: 'Collect a new one',
        verb: 'collect',
        data: { words: [machine.id, '--again', 'because', 'lsass'] },
      },
    ]);
    expect(services.started).toEqual([]);
  });

  it.each(['again', 'new'])('is passed by when “%s” was said', async (flag) => {
    const services = world();

    await say({ machines: ['lab-0'], flags: [flag] }, services);

    expect(services.started).toHaveLength(1);
  });

  it('is no longer offered when it is older', async () => {
    const services = world();
    services.clock.advance(2 * 3_600_000);

    await say({ machines: ['lab-0'] }, services);

    expect(services.started).toHaveLength(1);
  });
});

describe('the word alone', () => {
  it('opens a form whose button is the same command', async () => {
    const answer = await say({}, fakeServices({ machines }));

    expect(shown(answer)).toContain('Collect investigation packages');
    expect(buttonsOn(answer)).toMatchObject([
      { title: 'Collect', verb: 'collect', data: { words: [], question: 'C-D0001' } },
      { title: 'Cancel', verb: 'cancel', data: { words: ['C-D0001'] } },
    ]);
  });

  it('keeps the reason that was typed', async () => {
    const answer = await say({ reason: 'lsass alert' }, fakeServices({ machines }));

    expect(JSON.stringify(answer)).toContain('"value":"lsass alert"');
  });
});
