import type { Collection } from '../../src/domain/collection';
import { DefenderUnreachableError } from '../../src/domain/errors';
import { msg } from '../../src/language/language';
import { approval } from '../../src/workflows/collect/approval';
import { collectPackage } from '../../src/workflows/collect/collect-package';
import { admits } from '../support/admission';
import { cardText } from '../support/card-text';
import { type Circumstances, Killed, newMemory, rehearse } from '../support/rehearsal';
import { saying } from '../support/saying';
import { mia, type Stage, setStage, soc } from './stage';

const dana = { id: 'dana-id', name: 'Dana Reyes' };

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.close());

/** Mia requests a server that needs approval and a workstation that does not. */
async function ask(): Promise<Collection> {
  const { clock, collections, defender } = stage.services;
  const found = await defender.machinesNamed(['srv-dc01', 'ws-042']);
  const machines = [...found.values()].flatMap((records) => records[0] ?? []);
  const { collection } = await collections.open({
    requestId: 'request-1',
    askedBy: mia,
    place: soc,
    reason: 'lsass alert',
    machines,
    admission: admits({
      machineIds: [machines[0]!.id],
      by: 'lead',
      because: ['name like “srv-*”'],
      askedAt: clock.now(),
      expiresAt: new Date(clock.now().getTime() + 60 * 60_000),
    }),
  });
  return collection!;
}

function play(
  collectionId: string,
  around: Partial<Circumstances> & { readonly services?: Stage['services'] } = {},
  memory = newMemory(),
) {
  const id = `${collectionId}:approval`;
  const told = rehearse(
    approval,
    { collectionId },
    { id, services: stage.services, memory, ...around },
  );
  return told.then(() => memory);
}

const decides = (state: 'approved' | 'denied', id: string, said?: string) => async () => {
  await stage.services.approvals.decide(id, { state, by: dana, ...(said && { said }) });
  return { state } as never;
};
const now = async (id: string) => (await stage.services.collections.get(id))!;
const operations = () => stage.journal.map(({ operation }) => operation);
const cards = () => stage.shown.filter(({ name }) => name.endsWith(':approval'));

describe('a collection that waits for approval', () => {
  it('runs once it is approved, and the record names who allowed which list', async () => {
    const { id } = await ask();

    const memory = await play(id, { onWait: decides('approved', id) });

    const after = await now(id);
    expect(after.packages.map(({ state }) => state)).toEqual(['sending', 'sending']);
    expect(memory.started).toEqual([{ name: 'collect-package', id: `${id}/1:1` }]);
    expect(stage.journal).toMatchObject([
      {
        operation: 'approval.approved',
        actor: dana,
        resources: { requester: mia.id, list: after.approval!.hash },
        details: { machines: [after.packages[0]!.machine.id] },
      },
    ]);
  });

  it('asks on a card, which then says who decided', async () => {
    const { id } = await ask();

    await play(id, { onWait: decides('approved', id) });

    const [question, decision] = cards().map(({ card }) => cardText(card.content));
    expect(question).toContain('Mia Chen requests a package from SRV-DC01');
    expect(decision).toMatch(/✅ Approved by Dana Reyes \d\d:\d\d UTC · collecting/);
    expect(cards().map(({ final }) => final)).toEqual([false, true]);
  });

  it('names who approved in Defender, for that machine only', async () => {
    const { id } = await ask();
    await play(id, { onWait: decides('approved', id) });

    for (const packageId of [`${id}/1`, `${id}/2`])
      await rehearse(
        collectPackage,
        { packageId, attempt: 1 },
        {
          id: `${packageId}:1`,
          services: stage.services,
          memory: newMemory(),
          onWait: () => stage.untilItEnds(packageId),
        },
      );

    const comments = stage.simulator
      .calls({ method: 'POST' })
      .filter(({ path }) => path.endsWith('collectInvestigationPackage'))
      .map(({ body }) => (JSON.parse(body) as { Comment: string }).Comment);
    expect(comments[0]).toContain('approved by Dana Reyes (dana-id)');
    expect(comments[1]).not.toContain('approved by');
  });

  it('is over when it is denied: Defender never hears of it', async () => {
    const { id } = await ask();

    await play(id, { onWait: decides('denied', id, 'use the replica') });

    const [server] = (await now(id)).packages;
    expect(server).toMatchObject({
      state: 'cancelled',
      cancelledBy: dana,
      failure: { cause: saying('Denied by Dana Reyes: “use the replica”.'), notApproved: true },
    });
    expect(operations()).toEqual(['approval.denied', 'package.cancelled']);
    expect(stage.simulator.calls({ method: 'POST' })).toEqual([]);
  });

  it('is over when nobody answers in time', async () => {
    const { id } = await ask();

    const memory = await play(id, { onWait: async () => undefined });

    expect((await now(id)).packages[0]).toMatchObject({
      state: 'stopped-waiting',
      failure: { cause: saying('Expired: nobody answered within 60 min.') },
    });
    expect(memory.started).toEqual([]);
  });

  it('runs when somebody approved in the very moment the time was up', async () => {
    const { id } = await ask();

    await play(id, {
      onWait: async () => {
        await stage.services.approvals.decide(id, { state: 'approved', by: dana });
        return undefined;
      },
    });

    expect((await now(id)).packages[0]!.state).toBe('sending');
    expect(operations()).toEqual(['approval.approved']);
  });

  it('starts nothing when the list is not the one that was approved', async () => {
    const { id } = await ask();
    const { collections } = stage.services;
    const changed = {
      ...collections,
      get: async (job: string) => {
        const found = (await collections.get(job))!;
        const [first, ...rest] = found.packages;
        const machine = { ...first!.machine, id: 'f'.repeat(40) };
        return { ...found, packages: [{ ...first!, machine }, ...rest] };
      },
      change: collections.change.bind(collections),
      ofPackage: collections.ofPackage.bind(collections),
    };

    const memory = await rehearse(
      approval,
      { collectionId: id },
      {
        id: `${id}:approval`,
        services: { ...stage.services, collections: changed },
        memory: newMemory(),
        onWait: decides('approved', id),
      },
    ).then(() => newMemory());

    expect(memory.started).toEqual([]);
    expect((await now(id)).packages[0]).toMatchObject({
      state: 'cancelled',
      failure: { cause: 'The devices or the policy changed after approval.' },
    });
  });

  it('starts nothing when the policy asks for more than was approved', async () => {
    const { id } = await ask();
    const { policy } = stage.services;
    const when = { machineTags: [], names: [], machineGroups: [], moreThan: 0 };
    const stricter = { ...policy, approvals: [{ when, by: 'lead' as const, expiresMinutes: 60 }] };

    const memory = await play(id, {
      services: { ...stage.services, policy: stricter },
      onWait: decides('approved', id),
    });

    expect(memory.started).toEqual([]);
    expect((await now(id)).packages[0]).toMatchObject({ state: 'cancelled' });
  });

  it('waits for Defender before it starts what was approved', async () => {
    const { id } = await ask();
    const { defender } = stage.services;
    let asked = 0;
    const away: typeof defender.machinesNamed = async (names) => {
      asked += 1;
      if (asked < 3) throw new DefenderUnreachableError('GET machines', msg`nobody answers`);
      return defender.machinesNamed(names);
    };

    const memory = await play(id, {
      services: { ...stage.services, defender: { ...defender, machinesNamed: away } },
      onWait: decides('approved', id),
    });

    expect(asked).toBe(3);
    expect(memory.started).toEqual([{ name: 'collect-package', id: `${id}/1:1` }]);
  });

  it('comes to the same end, wherever it was killed', async () => {
    for (let step = 1; ; step += 1) {
      await stage.close();
      stage = await setStage();
      const { id } = await ask();
      const memory = newMemory();
      const around = { onWait: decides('approved', id) };

      const died = await play(id, { ...around, killedAfter: step }, memory).then(
        () => false,
        (error: unknown) => {
          if (!(error instanceof Killed)) throw error;
          return true;
        },
      );
      if (died) await play(id, around, memory);

      expect((await now(id)).packages[0]!.state).toBe('sending');
      expect(memory.started).toEqual([{ name: 'collect-package', id: `${id}/1:1` }]);
      expect(cards().at(-1)!.final).toBe(true);
      if (!died) break;
    }
  });

  it('asks the people whom the policy names where nobody else reads along', async () => {
    const { collections, defender, messenger, policy } = stage.services;
    const found = await defender.machinesNamed(['srv-dc01']);
    const machines = found.get('srv-dc01')!.slice(0, 1);
    const { collection } = await collections.open({
      requestId: 'request-2',
      askedBy: mia,
      place: { conversationId: 'a:mia', kind: 'personal' },
      machines,
      admission: admits({
        machineIds: [machines[0]!.id],
        by: 'lead',
        because: [],
        askedAt: new Date(),
        expiresAt: new Date(Date.now() + 60_000),
      }),
    });
    const lead = { users: ['*', mia.id, dana.id], groups: [], guests: false };
    const services = {
      ...stage.services,
      policy: { ...policy, roles: { ...policy.roles, lead } },
      messenger: {
        ...messenger,
        reach: async ({ id }: { id: string }) => ({
          conversationId: `a:${id}`,
          kind: 'personal' as const,
        }),
      },
    };

    const { id } = collection!;
    const around = { id: `${id}:approval`, services, memory: newMemory() };
    await rehearse(approval, { collectionId: id }, { ...around, onWait: decides('approved', id) });

    expect(stage.shown.map(({ name }) => name)).toContain(`${id}:approval:dana-id`);
    expect(stage.shown.map(({ name }) => name)).not.toContain(`${id}:approval:mia-id`);
  });
});
