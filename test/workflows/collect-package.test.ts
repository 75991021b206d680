import { join } from 'node:path';
import { isFinal } from '../../src/domain/collection';
import { verifyBag } from '../../src/evidence/verify';
import type { PackageSignal } from '../../src/ports';
import { collectPackage } from '../../src/workflows/collect/collect-package';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { type Circumstances, Killed, newMemory, rehearse } from '../support/rehearsal';
import { saying } from '../support/saying';
import { mia, type Stage, setStage } from './stage';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterEach(async () => {
  for (const open of await stage.services.collections.list({ open: true, most: 100 }))
    for (const one of open.packages.filter(({ state }) => !isFinal(state)))
      await stage.services.collections.change(one.id, { state: 'cancelled', endedAt: new Date() });
  stage.simulator.reset();
  stage.journal.length = 0;
});
afterAll(() => stage.close());

function posts() {
  return stage.simulator
    .calls()
    .filter(
      ({ method, path }) => method === 'POST' && path.endsWith('collectInvestigationPackage'),
    );
}

async function play(
  packageId: string,
  around: Partial<Circumstances> = {},
  services: WorkflowServices = stage.services,
) {
  const memory = newMemory();
  await rehearse(
    collectPackage,
    { packageId, attempt: 1 },
    {
      id: `${packageId}:1`,
      services,
      memory,
      now: () => stage.clock.now(),
      onWait: () => stage.untilItEnds(packageId),
      ...around,
    },
  );
  return memory;
}

async function end(packageId: string) {
  const found = await stage.services.collections.ofPackage(packageId);
  return found!.package;
}

const unknownStatus: PackageSignal = {
  kind: 'ended',
  action: {
    id: '1',
    machineId: '2',
    status: 'Deferred',
    requestor: '',
    comment: '',
    errorHResult: 0,
  },
};

describe('collecting a package', () => {
  it('ends with hashed bytes, one request and a record', async () => {
    const collection = await stage.ask('ws-042.contoso.example');
    const id = collection.packages[0]!.id;

    const memory = await play(id);

    const done = await end(id);
    expect(done.state).toBe('ready');
    expect(done.stored?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(done.stored?.size).toBeGreaterThan(1000);
    expect(posts()).toHaveLength(1);
    expect(stage.journal.map(({ operation }) => operation)).toEqual([
      'package.sealed',
      'package.ready',
    ]);
    expect(memory.started).toEqual([
      { name: 'finish-collection', id: `${collection.id}:finish:1` },
    ]);
  });

  it('takes no notice of a Defender that is back when it has the request already', async () => {
    const collection = await stage.ask('ws-042.contoso.example');
    const { id } = collection.packages[0]!;
    const told: PackageSignal[] = [{ kind: 'back' }, { kind: 'back' }];

    await play(id, { onWait: async () => told.shift() ?? stage.untilItEnds(id) });

    expect(await end(id)).toMatchObject({ state: 'ready' });
    expect(posts()).toHaveLength(1);
  });

  it('keeps waiting when Defender reports a status that Bailiff does not know', async () => {
    const collection = await stage.ask('ws-042.contoso.example');
    const { id } = collection.packages[0]!;
    const signals = [unknownStatus, unknownStatus];

    await play(id, { onWait: async () => signals.shift() ?? stage.untilItEnds(id) });

    expect(signals).toEqual([]);
    expect(await end(id)).toMatchObject({ state: 'ready' });
  });

  it('times out after four days of a status that Bailiff does not know, and never says cancelled', async () => {
    const collection = await stage.ask('ws-042.contoso.example');
    const { id } = collection.packages[0]!;
    const signals = [unknownStatus];

    await play(id, { onWait: async () => signals.shift() });

    const { failure, state } = await end(id);
    expect(state).toBe('stopped-waiting');
    expect(failure?.cause).toBe('The device didn’t respond within 4 days.');
  });

  it('keeps a sealed bag whose payload is what Defender handed out', async () => {
    const collection = await stage.ask('ws-042.contoso.example');
    const { id } = collection.packages[0]!;

    await play(id);

    const { stored } = await end(id);
    const verdict = await verifyBag(join(stage.evidenceFolder, stored!.file));
    expect(verdict).toMatchObject({ valid: true });
    expect(stored!.bag!.size).toBeGreaterThan(stored!.size);
  });

  it('tells what the package holds and which of the incident’s addresses the machine knows', async () => {
    const collection = await stage.ask('ws-042.contoso.example', '4711');
    const { id } = collection.packages[0]!;

    await play(id);

    const { stored } = await end(id);
    expect(stored?.inside?.counts).toMatchObject({
      processes: expect.any(Number),
      services: expect.any(Number),
    });
    expect(stored?.inside?.matches).toContainEqual(
      expect.objectContaining({ address: '203.0.113.77', where: 'connection' }),
    );
  });

  it('keeps nothing while the seal can not be recorded, and does not blame the line', async () => {
    const collection = await stage.ask('ws-042.contoso.example');
    const { id } = collection.packages[0]!;
    const journal: WorkflowServices['journal'] = {
      write: async (event) => {
        if (event.operation === 'package.sealed')
          throw new Error('the disk of the journal is full');
        return stage.services.journal.write(event);
      },
    };

    await play(id, {}, { ...stage.services, journal });

    const { state, failure } = await end(id);
    expect(state).toBe('failed');
    expect(failure?.cause).toBe('Something went wrong on our side.');
    expect(await stage.services.evidence.list(id.replace('/', '-'))).toEqual([]);
  });

  it('keeps a package that is no zip, and says that it is unreadable inside', async () => {
    stage.simulator.script('ws-042.contoso.example', { does: 'succeeds', package: 'not a zip' });
    const collection = await stage.ask('ws-042.contoso.example');
    const { id } = collection.packages[0]!;

    await play(id);

    const done = await end(id);
    expect(done.state).toBe('ready');
    expect(done.stored?.inside?.unreadable).toBeTruthy();
  });

  it('takes a broken line up where it broke, and the bag is whole', async () => {
    stage.simulator.script('ws-042.contoso.example', { does: 'succeeds', packageBytes: 6e6 });
    stage.simulator.next('truncated', { bytes: 3e6 });
    const collection = await stage.ask('ws-042.contoso.example');
    const { id } = collection.packages[0]!;

    await play(id);

    const { stored } = await end(id);
    const verdict = await verifyBag(join(stage.evidenceFolder, stored!.file));
    const ranges = stage.simulator.calls().filter(({ status }) => status === 206);
    expect(verdict).toMatchObject({ valid: true });
    expect(ranges.length).toBe(1);
  });

  it('shows on the card how much of a large package has come, and not too often', async () => {
    stage.simulator.script('ws-042.contoso.example', { does: 'succeeds', packageBytes: 7e7 });
    const collection = await stage.ask('ws-042.contoso.example');

    await play(collection.packages[0]!.id);

    const cards = stage.shown.filter(({ name }) => name === collection.id);
    const told = cards.flatMap(({ card }) => /\d+ MB of [^"]*/.exec(JSON.stringify(card)) ?? []);
    // Time stands still here, so it is shown once.
    expect(told).toEqual([expect.stringMatching(/^3\d MB of 70 MB · (4|5)\d %$/)]);
  });

  it('names the person and the reason in Defender', async () => {
    const collection = await stage.ask('ws-043.contoso.example');

    await play(collection.packages[0]!.id);

    const { Comment: comment } = JSON.parse(posts()[0]!.body) as { Comment: string };
    expect(comment).toContain('asked by Mia Chen');
    expect(comment).toContain('lsass alert');
    expect(comment).toContain(collection.packages[0]!.id);
  });

  it('comes to the same end with one request, wherever it was killed', async () => {
    const whole = await stage.ask('ws-044.contoso.example');
    const steps = (await play(whole.packages[0]!.id)).results.length;
    expect(steps).toBeGreaterThan(6);

    for (let step = 1; step <= steps; step++) {
      stage.simulator.reset();
      const name = `ws-0${40 + step}.contoso.example`;
      stage.simulator.script(name, 'succeeds');
      const collection = await stage.ask(name);
      const id = collection.packages[0]!.id;
      const memory = newMemory();
      const around = {
        id: `${id}:1`,
        services: stage.services,
        memory,
        now: () => stage.clock.now(),
        onWait: () => stage.untilItEnds(id),
      };
      const input = { packageId: id, attempt: 1 };

      await expect(
        rehearse(collectPackage, input, { ...around, killedAfter: step }),
      ).rejects.toThrow(Killed);
      await rehearse(collectPackage, input, around);

      const { state, stored } = await end(id);
      expect({ step, state }).toEqual({ step, state: 'ready' });
      const verdict = await verifyBag(join(stage.evidenceFolder, stored!.file));
      expect(verdict).toMatchObject({ valid: true, collection: { sha256: stored!.sha256 } });
      expect({ step, posts: posts().length }).toEqual({ step, posts: 1 });
      expect(memory.started).toHaveLength(1);
    }
  });

  it('follows a collection that somebody started in the portal', async () => {
    const machine = await stage.services.defender.machine('ws-042.contoso.example');
    await stage.services.defender.collectInvestigationPackage(machine!.id, 'from the portal');
    const collection = await stage.ask('ws-042.contoso.example');

    await play(collection.packages[0]!.id);

    const done = await end(collection.packages[0]!.id);
    expect(done.state).toBe('ready');
    expect(done.adoptedFrom).toBeTruthy();
  });

  it.each([
    ['fails', 'failed'],
    ['times out', 'stopped-waiting'],
    ['is cancelled elsewhere', 'cancelled'],
  ] as const)('says so when the action %s', async (what, state) => {
    const scripts: Record<typeof what, 'fails' | 'times out' | 'cancelled elsewhere'> = {
      fails: 'fails',
      'times out': 'times out',
      'is cancelled elsewhere': 'cancelled elsewhere',
    };
    stage.simulator.script('ws-042.contoso.example', scripts[what]);
    const collection = await stage.ask('ws-042.contoso.example');

    await play(collection.packages[0]!.id);

    const done = await end(collection.packages[0]!.id);
    expect(done.state).toBe(state);
    expect(done.failure?.cause).toEqual(saying(/\.$/));
  });

  it('stops waiting after four days without a word', async () => {
    stage.simulator.script('ws-042.contoso.example', 'never ends');
    const collection = await stage.ask('ws-042.contoso.example');

    await play(collection.packages[0]!.id, { onWait: async () => undefined });

    expect((await end(collection.packages[0]!.id)).state).toBe('stopped-waiting');
  });

  it('cancels in Defender when told to', async () => {
    const collection = await stage.ask('ws-042.contoso.example');
    const cancel: PackageSignal = { kind: 'cancel', by: mia };

    await play(collection.packages[0]!.id, { onWait: async () => cancel });

    const done = await end(collection.packages[0]!.id);
    expect(done).toMatchObject({ state: 'cancelled', cancelledBy: mia });
    expect(stage.simulator.calls().some(({ path }) => path.endsWith('/cancel'))).toBe(true);
  });

  it('keeps the request while Defender is away, and asks once when it is back', async () => {
    for (let tries = 0; tries < 3; tries++)
      stage.simulator.next('500', { path: 'collectInvestigationPackage' });
    const collection = await stage.ask('ws-042.contoso.example');
    const id = collection.packages[0]!.id;

    await play(id);

    expect((await end(id)).state).toBe('ready');
    const reached = posts().filter(({ status }) => status === 201);
    expect(reached).toHaveLength(1);
  });

  it('gets a new link when the first one breaks', async () => {
    stage.simulator.next('link expired');
    const collection = await stage.ask('ws-042.contoso.example');

    await play(collection.packages[0]!.id);

    expect((await end(collection.packages[0]!.id)).state).toBe('ready');
    const links = stage.simulator.calls().filter(({ path }) => /getPackageUri$/i.test(path));
    expect(links.length).toBeGreaterThan(1);
  });
});
