import { type Simulator, startSimulator } from '../../simulator/simulator';
import { defenderAt } from '../support/defender';

const comment = 'C-7F3K2/1: lsass alert, asked by Alice';

describe('a pretended company', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(async () => {
    await simulator.close();
    expect(simulator.unusedFaults()).toEqual([]);
    expect(simulator.unknownRequests()).toEqual([]);
  });

  it('is asked in words it understands, with fields and cases that are not the usual ones', async () => {
    const { defender } = defenderAt(simulator.url);
    const [first] = await defender.machinesStartingWith('ws-');
    expect(first?.name).toMatch(/^ws-/);
    if (!first) return;
    const short = first.name.split('.')[0] ?? '';

    simulator.next('other case');
    simulator.next('unknown fields');
    const found = await defender.machinesNamed([short.toUpperCase(), first.name, first.id]);

    for (const machines of found.values()) {
      expect(machines.map(({ id }) => id)).toContain(first.id);
    }
    expect(await defender.machine(first.id)).toMatchObject({ id: first.id, health: first.health });
    expect(await defender.machine(first.name)).toMatchObject({ id: first.id });
    expect(await defender.machine('no-such-machine')).toBeUndefined();
  });

  it('knows machines by tag and by address', async () => {
    const { defender } = defenderAt(simulator.url);
    const [some] = await defender.machinesStartingWith('ws-');

    const byIp = await defender.machinesByIp(some?.lastIp ?? '');

    expect(byIp.map(({ id }) => id)).toContain(some?.id);
    expect(await defender.machinesTagged("no such 'tag'")).toEqual([]);
  });

  it('lists who was logged on to a machine, and nobody for an unknown one', async () => {
    const { defender } = defenderAt(simulator.url);
    const [first] = await defender.machinesStartingWith('ws-');
    const known = await defender.logonUsers(first!.id);

    expect(known).toMatchObject([{ domain: 'contoso', name: expect.any(String) }]);
    expect(known[0]?.lastSeen).toBeInstanceOf(Date);
    expect(await defender.logonUsers('0'.repeat(40))).toEqual([]);
    expect(await defender.logonUsers('../alerts')).toEqual([]);
  });

  it('a request whose answer was lost is found again and made once', async () => {
    const { defender, clock } = defenderAt(simulator.url);
    clock.advance(simulator.clock.now().getTime() - clock.now().getTime());
    const [machine] = (await defender.machinesStartingWith('ws-')).filter(
      ({ health }) => health === 'Active',
    );
    simulator.next('drops the answer', { on: 'collect' });

    const action = await defender.collectInvestigationPackage(machine?.id ?? '', comment);
    const second = await defender.collectInvestigationPackage(machine?.id ?? '', 'C-00000/1');

    expect(action.comment).toBe(comment);
    expect(second).toMatchObject({ id: action.id, comment });
    expect(await defender.collectionActions({ machineId: machine?.id, open: true })).toHaveLength(
      1,
    );
  });

  it('gives its package, and a new link when the first one died', async () => {
    const { defender } = defenderAt(simulator.url);
    const [machine] = (await defender.machinesStartingWith('ws-'))
      .filter(({ health }) => health === 'Active')
      .slice(1);
    simulator.script(machine?.id ?? '', 'succeeds');
    const { id } = await defender.collectInvestigationPackage(machine?.id ?? '', comment);
    const early = defender.openPackage(id, await defender.reserveLink());
    await expect(early).rejects.toMatchObject({ name: 'PackageNotReady' });
    simulator.clock.advance(3_600_000);
    expect(await defender.machineAction(id)).toMatchObject({ status: 'Succeeded' });

    simulator.next('link expired');
    const dead = defender.openPackage(id, await defender.reserveLink());
    await expect(dead).rejects.toMatchObject({ name: 'DownloadBroken' });
    simulator.clock.advance(60_000);
    const { body, size } = await defender.openPackage(id, await defender.reserveLink());
    let received = 0;
    for await (const piece of body) received += piece.length;

    expect(received).toBe(size);
    expect(received).toBeGreaterThan(1000);
  });
});
