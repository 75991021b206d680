import { type Simulator, startSimulator } from '../../simulator/simulator';
import { defaultPolicy } from '../../src/access/policy';
import { minutes } from '../../src/domain/duration';
import { DefenderRefusedError } from '../../src/domain/errors';
import { Catalogue } from '../../src/language/catalogue';
import { inLanguage, renderEnglish, renderMessage } from '../../src/language/language';
import type { Defender } from '../../src/ports';
import { StoredIncidents } from '../../src/storage/incidents/incidents';
import { StoredRules } from '../../src/storage/incidents/rules';
import { StoredJobLeases } from '../../src/storage/postgres/job-leases';
import {
  type IncidentPollerServices,
  pollIncidents,
} from '../../src/workflows/incidents/incident-poller';
import { type TestClock, testClock } from '../support/clock';
import { type TestDatabase, testDatabase } from '../support/database';
import { defenderAt } from '../support/defender';
import { quietLog } from '../support/quiet-log';

const policy = {
  ...defaultPolicy(),
  triggers: [
    {
      name: 'all',
      incident: { severity: [], titles: [], categories: [], sources: [] },
      collect: 'compromised' as const,
      ipReport: false,
      perHour: 10,
    },
  ],
};

let database: TestDatabase;
let simulator: Simulator;
let clock: TestClock;
/** Workflows by id: the engine starts each once. */
let started: Map<string, unknown>;

beforeEach(async () => {
  database = await testDatabase();
  simulator = await startSimulator();
  clock = testClock(simulator.clock.now().toISOString());
  started = new Map();
});
afterEach(async () => {
  await simulator.close();
  await database.close();
});

/** A replica: its own process, the same database. */
function replica(change: Partial<IncidentPollerServices> = {}): IncidentPollerServices {
  return {
    clock,
    defender: defenderAt(simulator.url).defender,
    incidents: new StoredIncidents(database.db),
    triggers: new StoredRules(database.db),
    subscriptions: { to: async () => [] } as unknown as IncidentPollerServices['subscriptions'],
    workflows: {
      start: async (_name, id, input) => void (started.has(id) || started.set(id, input)),
      signal: async () => undefined,
    },
    policy,
    leases: { ...freeLeases },
    log: quietLog,
    incidentInterval: minutes(1),
    ...change,
  };
}

/** Always due: leases are tested where they matter. */
const freeLeases = {
  claim: async () => true,
  succeeded: async () => undefined,
  failed: async () => undefined,
  last: async () => undefined,
};

function pass(ms: number): void {
  clock.advance(ms);
  simulator.clock.advance(ms);
}

const incidentsStarted = () =>
  [...started.values()].map((input) => (input as { incidentId: string }).incidentId);
/** An incident may have changed meanwhile: each of its states is a workflow. */
const seen = () => [...new Set(incidentsStarted())].toSorted();
const alertOn = (machine: string) => ({ title: 'Something ran', on: [machine] });

describe('looking for incidents', () => {
  it('begins with Bailiff’s first start: what is older starts nothing, even when it changes', async () => {
    const services = replica();
    await pollIncidents(services);
    pass(60_000);
    simulator.addIncident({ id: 4711, alerts: [alertOn('ws-048')] });

    await pollIncidents(services);

    expect(incidentsStarted()).toContain('4711');
    expect(await services.incidents.get('4711')).toMatchObject({ isOld: true });
  });

  it('finds what is new, once, however often the window overlaps', async () => {
    const services = replica();
    await pollIncidents(services);
    pass(60_000);
    const { incident } = simulator.addIncident({ alerts: [alertOn('ws-048')] });

    for (let looks = 0; looks < 3; looks++) {
      pass(60_000);
      await pollIncidents(services);
    }

    expect(incidentsStarted()).toEqual([String(incident.id)]);
    expect(await services.incidents.get(String(incident.id))).toMatchObject({ isOld: false });
  });

  it('sees late alerts as news of the same incident', async () => {
    const services = replica();
    await pollIncidents(services);
    pass(60_000);
    const { incident } = simulator.addIncident({ alerts: [alertOn('ws-048')] });
    await pollIncidents(services);
    pass(60_000);
    simulator.addIncident({ id: incident.id, alerts: [alertOn('ws-049')] });

    await pollIncidents(services);

    expect(incidentsStarted()).toEqual([String(incident.id), String(incident.id)]);
    const kept = await services.incidents.get(String(incident.id));
    expect(kept?.incident.alerts).toHaveLength(2);
  });

  it('does not ask again about a state that was dealt with', async () => {
    const services = replica();
    await pollIncidents(services);
    const { incident } = simulator.addIncident({ alerts: [alertOn('ws-048')] });
    await pollIncidents(services);
    const [workflow] = started.values();
    const { incidentId, updatedAt } = workflow as { incidentId: string; updatedAt: string };
    await services.incidents.handled(incidentId, updatedAt);
    started.clear();

    await pollIncidents(services);

    expect(incidentsStarted()).toEqual([]);
    expect(incidentId).toBe(String(incident.id));
  });

  it.each(['graph', 'xdr', 'mde'] as const)(
    'works with incidents from %s',
    async (incidentSource) => {
      const services = replica({
        defender: defenderAt(simulator.url, { incidentSource }).defender,
      });
      await pollIncidents(services);
      pass(60_000);
      const { incident } = simulator.addIncident({
        alerts: [alertOn('ws-048'), alertOn('ws-049')],
      });

      await pollIncidents(services);

      expect(incidentsStarted()).toEqual([String(incident.id)]);
    },
  );

  it('asks Defender nothing while no rule acts and nobody follows incidents', async () => {
    await pollIncidents(replica({ policy: { ...policy, triggers: [] } }));

    expect(simulator.calls({ path: '/v1.0/security/incidents' })).toEqual([]);
  });
});

describe('nothing is missed', () => {
  it('when Bailiff was down for days', async () => {
    await pollIncidents(replica());
    pass(60_000);
    simulator.addIncident({ id: 4800, alerts: [alertOn('ws-048')] });
    pass(3 * 86_400_000);

    await pollIncidents(replica());

    expect(seen()).toEqual(['4800']);
    expect(await replica().incidents.get('4800')).toMatchObject({ isOld: false });
  });

  it('when Bailiff never saw Defender answer since its first start', async () => {
    const away = { incidentsSince: fails } as unknown as Defender;
    await pollIncidents(replica({ defender: away }));
    pass(60_000);
    simulator.addIncident({ id: 4801, alerts: [alertOn('ws-048')] });
    pass(3_600_000);

    await pollIncidents(replica());

    expect(seen()).toEqual(['4801']);
    expect(await replica().incidents.get('4801')).toMatchObject({ isOld: false });
  });

  it('when Defender went away in the middle of a list', async () => {
    await pollIncidents(replica());
    pass(60_000);
    for (const id of [4810, 4811]) simulator.addIncident({ id, alerts: [alertOn('ws-048')] });
    const { defender } = defenderAt(simulator.url);
    const breaking = {
      async *incidentsSince(since: Date) {
        for await (const page of defender.incidentsSince(since)) {
          yield page.slice(0, 1);
          throw new Error('the connection was lost');
        }
      },
    } as unknown as Defender;
    await pollIncidents(replica({ defender: breaking }));
    expect(seen()).toHaveLength(1);
    pass(7_200_000);

    await pollIncidents(replica());

    expect(seen()).toEqual(['4810', '4811']);
  });

  it.each(['429', '503', 'drops the line'])(
    'when Defender answers %s for a while',
    async (fault) => {
      await pollIncidents(replica());
      pass(60_000);
      simulator.addIncident({ id: 4820, alerts: [alertOn('ws-048')] });
      simulator.next(fault, { path: '/v1.0/security/incidents', times: 2 });

      await pollIncidents(replica());
      pass(1_800_000);
      await pollIncidents(replica());
      await pollIncidents(replica());

      expect(seen()).toEqual(['4820']);
      expect(simulator.unusedFaults()).toEqual([]);
    },
  );

  it('when the house fell down between keeping an incident and telling its story', async () => {
    await pollIncidents(replica());
    pass(60_000);
    simulator.addIncident({ id: 4830, alerts: [alertOn('ws-048')] });
    const dying = { start: fails, tell: fails } as unknown as IncidentPollerServices['workflows'];
    await pollIncidents(replica({ workflows: dying }));
    pass(60_000);

    await pollIncidents(replica());

    expect(seen()).toEqual(['4830']);
  });
});

describe('two replicas', () => {
  it('share the looks: at one moment only one asks Defender', async () => {
    const leases = new StoredJobLeases(database.db);

    await Promise.all([1, 2, 3].map(() => pollIncidents(replica({ leases }))));

    const lists = simulator.calls({ path: '/v1.0/security/incidents' });
    expect(lists).toHaveLength(1);
    expect(await leases.last('incidents')).toMatchObject({ succeededAt: expect.any(Date) });
  });

  it('that look at the same time all the same begin one story', async () => {
    await pollIncidents(replica());
    pass(60_000);
    const { incident } = simulator.addIncident({ alerts: [alertOn('ws-048')] });

    await Promise.all([pollIncidents(replica()), pollIncidents(replica())]);

    expect(incidentsStarted()).toEqual([String(incident.id)]);
  });

  it('agree on when Bailiff was started for the first time', async () => {
    const first = clock.now();
    await pollIncidents(replica());
    pass(60_000);
    await pollIncidents(replica());

    expect((await replica().incidents.watch(clock.now())).beganAt).toEqual(first);
  });
});

describe('why a look failed', () => {
  it('is kept as sentences, and said by health in the language of who reads', async () => {
    const leases = new StoredJobLeases(database.db);
    const refused = () => {
      throw new DefenderRefusedError({
        ...{ status: 403, code: 'Forbidden' },
        said: 'no',
        asked: 'GET incidents',
      });
    };
    const away = { incidentsSince: refused } as unknown as Defender;
    await pollIncidents(replica({ leases, defender: away }));
    const german = new Catalogue('de', {
      'Bailiff has no permission for this in Defender.': 'Bailiff darf das in Defender nicht.',
    });

    const { why } = (await leases.last('incidents'))!;

    expect(renderEnglish(why!)).toBe('Bailiff has no permission for this in Defender. (Forbidden)');
    expect(inLanguage(german, () => renderMessage(why!))).toBe(
      'Bailiff darf das in Defender nicht. (Forbidden)',
    );
  });

  it('stands behind a sentence of ours where the fault is our own, or the database’s', async () => {
    const leases = new StoredJobLeases(database.db);
    const broken = { incidentsSince: fails } as unknown as Defender;

    await pollIncidents(replica({ leases, defender: broken }));

    const german = new Catalogue('de', {
      'Something went wrong on our side.': 'Hier ist etwas kaputt, nicht bei Ihnen.',
    });
    const { why } = (await leases.last('incidents'))!;
    expect(renderEnglish(why!)).toBe('Something went wrong on our side. (gone)');
    expect(inLanguage(german, () => renderMessage(why!))).toBe(
      'Hier ist etwas kaputt, nicht bei Ihnen. (gone)',
    );
  });
});

function fails(): never {
  throw new Error('gone');
}

describe('a mute that runs out', () => {
  const mia = { id: 'u-mia', name: 'Mia Chen' };
  const redrawn = () => [...started.keys()].filter((name) => name.startsWith('rule-changed:'));

  it('is taken off the incidents’ cards by the next look, once', async () => {
    const services = replica();
    await pollIncidents(services);
    await services.triggers.mute('all', mia, new Date(clock.now().getTime() + 90_000));

    pass(60_000);
    await pollIncidents(services);
    const whileItRests = redrawn();
    pass(60_000);
    await pollIncidents(services);
    const once = redrawn();
    started.clear();
    pass(60_000);
    await pollIncidents(services);

    expect(whileItRests).toEqual([]);
    expect(once).toHaveLength(1);
    expect(redrawn()).toEqual([]);
  });

  it('is taken off them also when Defender can’t be read, or when nobody looked for hours', async () => {
    const services = replica();
    await pollIncidents(services);
    const until = new Date(clock.now().getTime() + 90_000);
    await services.triggers.mute('all', mia, until);
    pass(5 * 3_600_000);
    const away = { incidentsSince: fails } as unknown as Defender;

    for (let looks = 0; looks < 2; looks++) await pollIncidents({ ...services, defender: away });

    expect(redrawn()).toEqual([`rule-changed:all:${until.toISOString()}`]);
    expect([...started.values()]).toMatchObject([{ rule: 'all' }]);
  });
});
