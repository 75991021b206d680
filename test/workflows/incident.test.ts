import { defaultPolicy, type Policy } from '../../src/access/policy';
import type { Incident } from '../../src/domain/alert';
import { DefenderUnreachableError } from '../../src/domain/errors';
import type { IncidentSighting, PostedCards } from '../../src/ports';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { incident as workflow } from '../../src/workflows/incidents/incident';
import { showIncidentsNow } from '../../src/workflows/incidents/incident-cards';
import { cardText } from '../support/card-text';
import { Killed, type Memory, newMemory, rehearse } from '../support/rehearsal';
import { mia, type Stage, setStage } from './stage';

const rule: Policy['triggers'][number] = {
  name: 'high-severity',
  incident: { severity: ['high'], titles: [], categories: [], sources: [] },
  collect: 'compromised',
  ipReport: false,
  perHour: 10,
};
const channel = '19:incidents@thread.tacv2';

let stage: Stage;
afterEach(() => stage.close());

/** An app with these rules, in which a channel subscribes to incidents of high severity. */
async function app(policy: Partial<Policy> = {}): Promise<WorkflowServices> {
  stage = await setStage();
  const services: WorkflowServices = {
    ...stage.services,
    // Teams is fast here: no wait times out.
    clock: { ...stage.clock, sleep: () => new Promise(() => undefined) },
    policy: { ...defaultPolicy(), triggers: [rule], ...policy },
  };
  await services.incidents.watch(new Date(stage.clock.now().getTime() - 3_600_000));
  await services.subscriptions.add({
    conversationId: channel,
    topic: 'incidents',
    minimumSeverity: 'high',
    by: mia,
    at: stage.clock.now(),
  });
  return services;
}

let told = 0;

/** Reports a change of an incident, as the next poll would. */
async function tell(
  id: number,
  services: WorkflowServices,
  how: { memory?: Memory; killedAfter?: number; sighting?: IncidentSighting; run?: string } = {},
): Promise<Memory> {
  const { memory = newMemory(), killedAfter } = how;
  const found = await services.defender.incident(String(id));
  if (!how.sighting) await services.incidents.save(found!, { isOld: false });
  await rehearse(
    workflow,
    how.sighting ?? { incidentId: String(id), updatedAt: found!.updatedAt },
    {
      id: how.run ?? `incident:${id}:${++told}`,
      services,
      memory,
      ...(killedAfter && { killedAfter }),
    },
  );
  return memory;
}

const collectionsOf = (services: WorkflowServices) =>
  services.collections.list({ askedBy: 'policy:high-severity', most: 20 });
const lastCard = () => cardText(stage.shown.at(-1)!.card.content);
const startedIn = ({ started }: Memory) => started.map(({ name }) => name);

describe('an incident that a rule means', () => {
  it('of eleven alerts on one machine gives exactly one collection', async () => {
    const services = await app();

    const memory = await tell(4713, services);
    await tell(4713, services);

    const [only, ...more] = await collectionsOf(services);
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      askedBy: { id: 'policy:high-severity' },
      incident: '4713',
      packages: [{ machine: { name: expect.stringMatching(/^ws-050\./) } }],
    });
    expect(startedIn(memory)).toEqual(['collect-package']);
  });

  it('is recorded in the name of the rule before anything is opened', async () => {
    const services = await app();

    await tell(4713, services);

    expect(stage.journal).toMatchObject([
      {
        operation: 'trigger.collects',
        actor: { id: 'policy:high-severity' },
        resources: { incident: '4713' },
        details: { machines: [expect.stringMatching(/^[0-9a-f]{40}$/)] },
      },
    ]);
  });

  it('has a card in the channels that follow it, and its packages in the thread of it', async () => {
    const services = await app();
    const postedCards: PostedCards = {
      since: async () => [],
      get: async (name) => ({
        ...{ name, conversationId: channel, messageId: '17', final: false },
        shownAt: stage.clock.now(),
      }),
    };

    await tell(4713, { ...services, postedCards });

    const [collection] = await collectionsOf(services);
    expect(collection?.place).toEqual({
      conversationId: `${channel};messageid=17`,
      kind: 'channel',
    });
    expect(stage.shown.at(-1)?.name).toBe(`incident:4713@${channel}`);
    expect(lastCard()).toContain('High ▲ · Incident 4713 · Hands-on-keyboard attack');
    expect(lastCard()).toContain('Rule “high-severity” started a package collection on 1 device.');
    expect(lastCard()).toMatch(/WS-050 · Sending · C-/);
    expect(lastCard()).toContain('[Stop] [IP report] [Open incident]');
  });

  it('means compromised machines only, or each that is involved, as the rule says', async () => {
    const named = async (collect: 'compromised' | 'all') => {
      const services = await app({ triggers: [{ ...rule, collect }] });
      await tell(4711, services);
      const [collection] = await collectionsOf(services);
      const names = collection!.packages.map(({ machine }) => machine.name.split('.')[0]);
      return names.toSorted();
    };

    const compromised = await named('compromised');
    await stage.close();
    const all = await named('all');

    expect(compromised).toEqual(['ws-042', 'ws-047']);
    expect(all).toEqual(['srv-dc01', 'ws-042', 'ws-047']);
  });

  it('lists addresses only when the rule says so, once', async () => {
    const services = await app({ triggers: [{ ...rule, collect: 'none', ipReport: true }] });

    const first = await tell(4713, services);
    await tell(4713, services);

    expect(startedIn(first)).toEqual(['ip-report', 'renew-report']);
    expect(await services.ipReports.list({ most: 5 })).toHaveLength(1);
    expect(await collectionsOf(services)).toEqual([]);
  });

  it('leaves machines that need approval to those who may give it', async () => {
    const services = await app({
      triggers: [{ ...rule, collect: 'all' }],
      approvals: [
        {
          when: { machineTags: [], names: ['srv-*'], machineGroups: [] },
          by: 'lead',
          expiresMinutes: 60,
        },
      ],
    });

    const memory = await tell(4711, services);

    expect(startedIn(memory).toSorted()).toEqual([
      'approval',
      'collect-package',
      'collect-package',
    ]);
    expect(lastCard()).toMatch(/SRV-DC01 · Waiting for approval/);
  });
});

describe('an incident that lives on', () => {
  it('follows a package to its end that was begun for another one', async () => {
    const services = await app();
    await tell(4713, services);
    const { incident } = stage.simulator.addIncident({
      name: 'The same machine again',
      alerts: [{ title: 'Something ran', on: ['ws-050'] }],
    });
    await tell(incident.id, services);
    const [collection] = await collectionsOf(services);
    const [only] = collection!.packages;

    const ended = await services.collections.change(only!.id, { state: 'cancelled' });
    await showIncidentsNow(ended, services);

    const names = stage.shown.slice(-2).map(({ name }) => name);
    expect(names.toSorted()).toEqual([
      `incident:4713@${channel}`,
      `incident:${incident.id}@${channel}`,
    ]);
    expect(lastCard()).toMatch(/WS-050 · Cancelled · C-/);
    expect(lastCard()).not.toContain('[Stop]');
  });

  it('says that the rule is paused only where that holds a machine back', async () => {
    const services = await app({ triggers: [{ ...rule, perHour: 1 }] });
    await tell(4713, services);
    const { incident } = stage.simulator.addIncident({
      name: 'One too many',
      alerts: [{ title: 'Something ran', on: ['ws-044'] }],
    });

    await tell(incident.id, services);
    expect(lastCard()).toContain('Rule “high-severity” is paused');
    expect(lastCard()).toContain('WS-044 · Paused: the rule reached its limit');
    stage.simulator.addIncident({ id: 4713, alerts: [{ title: 'Again', on: ['ws-050'] }] });
    await tell(4713, services);
    expect(lastCard()).toContain('last: Again');
    expect(lastCard()).not.toContain('paused');
  });

  it('adds the machines of late alerts, and collects from the others no second time', async () => {
    const services = await app();
    const { incident } = stage.simulator.addIncident({ alerts: [{ title: 'a', on: ['ws-048'] }] });
    await tell(incident.id, services);
    stage.simulator.addIncident({
      id: incident.id,
      alerts: [
        { title: 'b', on: ['ws-048'] },
        { title: 'c', on: ['ws-049'] },
      ],
    });

    await tell(incident.id, services);

    const collections = await collectionsOf(services);
    const names = collections.flatMap(({ packages }) =>
      packages.map(({ machine }) => machine.name.split('.')[0]),
    );
    expect(names.toSorted()).toEqual(['ws-048', 'ws-049']);
    expect(lastCard()).toContain('3 alerts');
  });

  it('starts nothing for late alerts once somebody said stop, and makes up for it when resumed', async () => {
    const services = await app();
    const { incident } = stage.simulator.addIncident({ alerts: [{ title: 'a', on: ['ws-048'] }] });
    await tell(incident.id, services);
    await services.incidents.stop(String(incident.id), { by: mia, at: stage.clock.now() });
    stage.simulator.addIncident({ id: incident.id, alerts: [{ title: 'b', on: ['ws-049'] }] });

    await tell(incident.id, services);

    expect(await collectionsOf(services)).toHaveLength(1);
    expect(lastCard()).toMatch(/WS-049 · Nothing was started/);
    expect(lastCard()).toMatch(/Rules stopped by Mia Chen /);

    await services.incidents.stop(String(incident.id));
    await tell(incident.id, services);

    expect(await collectionsOf(services)).toHaveLength(2);
    expect(lastCard()).toMatch(/WS-049 · Sending/);
    expect(lastCard()).not.toContain('Stopped by');
  });

  it('has no IP report once somebody said stop, and says so until it is resumed', async () => {
    const services = await app({ triggers: [{ ...rule, ipReport: true }] });
    await services.incidents.save((await services.defender.incident('4713'))!, { isOld: false });
    await services.incidents.stop('4713', { by: mia, at: stage.clock.now() });

    const stopped = await tell(4713, services);

    expect(startedIn(stopped)).toEqual([]);
    expect(await services.ipReports.list({ most: 5 })).toEqual([]);
    expect(lastCard()).toContain('Rule “high-severity” made no IP report.');

    await services.incidents.stop('4713');
    const resumed = await tell(4713, services);

    expect(startedIn(resumed)).toEqual(['collect-package', 'ip-report', 'renew-report']);
    expect(lastCard()).not.toContain('made no IP report');
  });

  it('has no IP report when the stop came while its collection waited for Defender', async () => {
    const services = await app({ triggers: [{ ...rule, ipReport: true }] });
    const machine: WorkflowServices['defender']['machine'] = async (id) => {
      await services.incidents.stop('4713', { by: mia, at: stage.clock.now() });
      return services.defender.machine(id);
    };

    const memory = await tell(4713, { ...services, defender: { ...services.defender, machine } });

    expect(startedIn(memory)).not.toContain('ip-report');
    expect(lastCard()).toContain('Rule “high-severity” made no IP report.');
  });

  it('starts nothing of what waited for Defender when the stop came, until it is resumed', async () => {
    const services = await app();
    const waiting: string[] = [];
    const machine: WorkflowServices['defender']['machine'] = async (id) => {
      if (waiting.push(lastCard()) === 1)
        throw new DefenderUnreachableError('machines', 'no answer');
      await services.incidents.stop('4713', { by: mia, at: stage.clock.now() });
      return services.defender.machine(id);
    };
    const before = { ...services, defender: { ...services.defender, machine } };

    await tell(4713, before);

    expect(waiting[1]).toMatch(/WS-050 · Starting/);
    expect(waiting[1]).toContain('[Stop]');
    expect(await collectionsOf(services)).toEqual([]);
    expect(stage.journal).toEqual([]);
    expect(lastCard()).toMatch(/WS-050 · Nothing was started/);

    await services.incidents.stop('4713');
    const resumed = await tell(4713, services);

    expect(startedIn(resumed)).toEqual(['collect-package']);
  });

  it('keeps silent about the report that was made before the stop', async () => {
    const services = await app({ triggers: [{ ...rule, ipReport: true }] });
    await tell(4713, services);
    await services.incidents.stop('4713', { by: mia, at: stage.clock.now() });

    await tell(4713, services);

    expect(lastCard()).toContain('Rules stopped by Mia Chen');
    expect(lastCard()).not.toContain('made no IP report');
  });

  it('is followed into the one it was merged into, with all that was done for it', async () => {
    const services = await app();
    const { incident } = stage.simulator.addIncident({ alerts: [{ title: 'a', on: ['ws-048'] }] });
    await tell(incident.id, services);
    const { incident: into } = stage.simulator.addIncident({
      alerts: [{ title: 'b', on: ['ws-048', 'ws-049'] }],
    });
    stage.simulator.addIncident({
      id: incident.id,
      status: 'Redirected',
      redirectedTo: into.id,
    });

    await tell(incident.id, services);

    const collections = await collectionsOf(services);
    const names = collections.flatMap(({ packages }) =>
      packages.map(({ machine }) => machine.name.split('.')[0]),
    );
    expect(names.toSorted()).toEqual(['ws-048', 'ws-049']);
    const cards = stage.shown.map(({ card }) => cardText(card.content));
    expect(cards).toContainEqual(expect.stringContaining(`Merged into incident ${into.id}.`));
    expect(lastCard()).toContain(`Incident ${into.id}`);
  });

  it('turns in no circle when incidents were merged into each other', async () => {
    const services = await app();
    stage.simulator.addIncident({ id: 4901, redirectedTo: 4902, alerts: [] });
    stage.simulator.addIncident({ id: 4902, redirectedTo: 4901, alerts: [] });

    await tell(4901, services);

    expect(await collectionsOf(services)).toEqual([]);
  });

  it('without an alert is shown and starts nothing', async () => {
    const services = await app();
    stage.simulator.addIncident({ id: 4903, severity: 'High', alerts: [] });

    await tell(4903, services);

    expect(lastCard()).toContain('Rule “high-severity” matches; no collection yet.');
    expect(await collectionsOf(services)).toEqual([]);
  });
});

describe('a rule that somebody muted', () => {
  const anHour = () => new Date(stage.clock.now().getTime() + 3_600_000);

  it('makes no IP report, wherever that would be told', async () => {
    const services = await app({ triggers: [{ ...rule, collect: 'none', ipReport: true }] });
    await services.subscriptions.add({
      ...{ conversationId: '19:operations@thread.tacv2', topic: 'operations' },
      ...{ by: mia, at: stage.clock.now() },
    });
    await services.triggers.mute(rule.name, mia, anHour());

    const muted = await tell(4713, services);

    expect(startedIn(muted)).toEqual([]);
    expect(stage.shown).toEqual([]);

    await services.triggers.resume(rule.name, mia, stage.clock.now());
    const later = await tell(4713, services);

    expect(startedIn(later)).toEqual(['ip-report', 'renew-report']);
  });

  it('says on a card that was there before that it made no report', async () => {
    const services = await app({ triggers: [{ ...rule, collect: 'none', ipReport: true }] });
    await services.incidents.save((await services.defender.incident('4713'))!, { isOld: false });
    await services.incidents.showIn('4713', [channel]);
    await services.triggers.mute(rule.name, mia, anHour());

    await tell(4713, services);

    expect(lastCard()).toContain('Rule “high-severity” matches; it doesn’t collect.');
    expect(lastCard()).toContain('Rule “high-severity” made no IP report.');
    expect(lastCard()).toMatch(/Rule “high-severity” is muted until/);
  });

  it('leaves the report to another rule that wants it', async () => {
    const reporting = { ...rule, collect: 'none' as const, ipReport: true };
    const services = await app({ triggers: [reporting, { ...reporting, name: 'second' }] });
    await services.triggers.mute(rule.name, mia, anHour());

    await tell(4713, services);

    const [only, ...others] = await services.ipReports.list({ most: 5 });
    expect(others).toEqual([]);
    expect(only?.request.askedBy.id).toBe('policy:second');
    expect(lastCard()).not.toContain('made no IP report');
  });
});

describe('what nobody meant', () => {
  it('is not collected: a lower severity, or older than Bailiff', async () => {
    const services = await app();
    await tell(4712, services);
    const old: Incident = (await services.defender.incident('4713'))!;
    await services.incidents.save(old, { isOld: true });

    await tell(4713, {
      ...services,
      incidents: { ...fixed(services), save: async () => undefined },
    });

    expect(await collectionsOf(services)).toEqual([]);
    expect(stage.shown).toEqual([]);
  });

  it('is collected all the same when automation posts it', async () => {
    const services = await app();
    await services.incidents.save((await services.defender.incident('4713'))!, { isOld: true });

    await tell(4713, services, { sighting: { incidentId: '4713' } });

    expect(await collectionsOf(services)).toHaveLength(1);
  });

  it('is said to be unknown, or to be no machine of Defender for Endpoint', async () => {
    const services = await app();
    const { defender } = services;
    const forgetful = { ...defender, machine: async () => undefined };

    await tell(4713, { ...services, defender: forgetful });

    expect(lastCard()).toContain('WS-050 · Not in Defender for Endpoint');
    expect(await collectionsOf(services)).toEqual([]);
  });
});

describe('a machine that somebody is collecting already', () => {
  it('is joined, and shown with the job it belongs to', async () => {
    const services = await app();
    const theirs = await stage.ask('ws-050.contoso.example');

    const memory = await tell(4713, services);

    expect(startedIn(memory)).toEqual([]);
    expect(lastCard()).toContain(`WS-050 · Sending · ${theirs.id}`);
  });
});

describe('whatever happens in between', () => {
  it('two replicas that tell two states of an incident collect from each machine once', async () => {
    const services = await app();

    await Promise.all([tell(4711, services), tell(4711, services), tell(4711, services)]);

    const collections = await collectionsOf(services);
    const machines = collections.flatMap(({ packages }) => packages.map((one) => one.machine.id));
    expect(machines.toSorted()).toEqual([...new Set(machines)].toSorted());
    expect(machines).toHaveLength(2);
  });

  it('killed after each step in turn it comes to the same end', async () => {
    const services = await app({ triggers: [{ ...rule, perHour: 100 }] });
    const newIncident = (machine: number) =>
      stage.simulator.addIncident({ alerts: [{ title: 'a', on: [`ws-0${machine}`] }] }).incident.id;
    const { results } = await tell(newIncident(41), services);
    expect(results.length).toBeGreaterThan(4);

    for (const [at] of results.entries()) {
      const id = newIncident(42 + at);
      const memory = newMemory();
      const run = `incident:${id}:killed`;
      await expect(tell(id, services, { memory, killedAfter: at + 1, run })).rejects.toThrow(
        Killed,
      );

      await tell(id, services, { memory, run });

      const collections = await collectionsOf(services);
      expect(collections.filter(({ incident }) => incident === String(id))).toHaveLength(1);
      expect(startedIn(memory)).toEqual(['collect-package']);
    }
  });

  it('waits for Defender to come back, and then collects', async () => {
    const services = await app();
    stage.simulator.next('drops the line', { path: '/api/machines', times: 5 });

    await tell(4713, services);

    expect(await collectionsOf(services)).toHaveLength(1);
  });

  it('collects even when Teams takes no card', async () => {
    const services = await app();
    const mute: WorkflowServices['messenger'] = {
      ...services.messenger,
      show: async () => {
        throw new Error('Teams is away');
      },
    };

    await tell(4713, { ...services, messenger: mute });

    expect(await collectionsOf(services)).toHaveLength(1);
  });
});

/** The stored incidents as an object whose methods can be replaced individually. */
function fixed({ incidents }: WorkflowServices): WorkflowServices['incidents'] {
  return {
    watch: (now) => incidents.watch(now),
    readUpTo: (moment) => incidents.readUpTo(moment),
    handledOf: (ids) => incidents.handledOf(ids),
    handled: (id, version) => incidents.handled(id, version),
    save: (found, options) => incidents.save(found, options),
    get: (id) => incidents.get(id),
    showIn: (id, places) => incidents.showIn(id, places),
    stop: (id, stopped) => incidents.stop(id, stopped),
    merge: (from, into) => incidents.merge(from, into),
    machines: (id) => incidents.machines(id),
    withCollection: (id) => incidents.withCollection(id),
    noteMachine: (id, machine, note) => incidents.noteMachine(id, machine, note),
    forget: (before) => incidents.forget(before),
  };
}
