import { StoredIncidents } from '../../src/storage/incidents/incidents';
import { StoredRules } from '../../src/storage/incidents/rules';
import { dana, machineId } from '../support/builders';
import { type TestDatabase, testDatabase } from '../support/database';
import { anIncident } from '../support/incidents';

const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);
const machines = (...numbers: number[]) =>
  numbers.map((number) => ({ id: machineId(number), name: `ws-${number}`, compromised: true }));

let database: TestDatabase;
let triggers: StoredRules;
let incidents: StoredIncidents;
beforeEach(async () => {
  database = await testDatabase();
  triggers = new StoredRules(database.db);
  incidents = new StoredIncidents(database.db);
  for (const id of ['1', '2', '3']) await incidents.save(anIncident({ id }), { isOld: false });
});
afterEach(() => database.close());

/** A rule with a cap of three machines an hour takes these. */
function claim(
  incidentId: string,
  wanted: number[],
  time = '10:00',
  run = `${incidentId}@${time}`,
) {
  const now = at(time);
  return triggers.claim({
    ...{ incidentId, trigger: 'high', run, perHour: 3, now },
    machines: machines(...wanted),
    hourAgo: new Date(now.getTime() - 3_600_000),
  });
}

const taken = (claimed: Awaited<ReturnType<typeof claim>>) => claimed.machines.length;
const state = (time = '10:00') => triggers.state('high', new Date(at(time).getTime() - 3_600_000));

describe('the cap of a rule', () => {
  it('lets it take so many machines an hour, and then pauses it', async () => {
    expect(taken(await claim('1', [1, 2]))).toBe(2);

    const over = await claim('2', [3, 4]);

    expect(taken(over)).toBe(1);
    expect(over.pausedNow).toBe(true);
    expect(await state()).toMatchObject({ used: 3, wanted: 4, pausedAt: at('10:00') });
    expect(await incidents.machines('2')).toMatchObject([
      { machineId: machineId(3), state: 'taken' },
      { machineId: machineId(4), state: 'held' },
    ]);
  });

  it('keeps it paused, also when the hour is over: somebody has to look', async () => {
    await claim('1', [1, 2, 3, 4]);

    const later = await claim('2', [5], '13:00');

    expect(taken(later)).toBe(0);
    expect(later.pausedNow).toBe(false);
  });

  it('is free again an hour later when it was never exceeded', async () => {
    await claim('1', [1, 2, 3]);

    expect(taken(await claim('2', [4, 5], '11:01'))).toBe(2);
  });

  it('counts anew once it was resumed, and takes what was held', async () => {
    await claim('1', [1, 2, 3, 4, 5]);

    const held = await triggers.resume('high', dana, at('10:10'));
    const again = await claim('1', [1, 2, 3, 4, 5], '10:11');

    expect(held).toEqual(['1']);
    expect(again.machines.map(({ machineId: id }) => id)).toEqual([machineId(4), machineId(5)]);
    expect(await state('10:11')).toEqual({ used: 2 });
  });

  it('holds for all replicas together, however they hurry', async () => {
    const claims = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => claim('1', [n], '10:00', `r${n}`)),
    );

    expect(claims.reduce((sum, one) => sum + taken(one), 0)).toBe(3);
    expect(claims.filter(({ pausedNow }) => pausedNow)).toHaveLength(1);
  });
});

describe('taking machines', () => {
  it('gives the same to a step that is done again', async () => {
    const first = await claim('1', [1, 2, 3, 4]);

    expect(await claim('1', [1, 2, 3, 4])).toEqual(first);
    expect((await state()).used).toBe(3);
  });

  it('takes each machine of an incident once, whichever rule asks', async () => {
    await claim('1', [1]);

    expect(taken(await claim('1', [1], '10:05'))).toBe(0);
    expect(taken(await claim('2', [1], '10:05'))).toBe(1);
  });

  it('takes nothing while the rule is muted, and holds nothing back for later', async () => {
    await triggers.mute('high', dana, at('11:00'));

    expect(taken(await claim('1', [1], '10:30'))).toBe(0);
    expect(await incidents.machines('1')).toEqual([]);
    expect(taken(await claim('1', [1], '11:01'))).toBe(1);
  });

  it('keeps strange names of machines as far as a database can', async () => {
    await triggers.claim({
      ...{ incidentId: '1', trigger: 'high', run: 'r', perHour: 3, now: at('10:00') },
      machines: [{ id: machineId(1), name: "a\0b'; drop table x; --\ud800", compromised: true }],
      hourAgo: at('09:00'),
    });

    const [kept] = await incidents.machines('1');
    expect(kept?.name).toBe("a\ufffdb'; drop table x; --\ufffd");
  });
});

describe('a stop', () => {
  it('lets go what is in no collection yet, and frees its place under the cap', async () => {
    await claim('1', [1, 2]);
    await incidents.noteMachine('1', machineId(2), { collectionId: 'C-BEGUN' });

    await incidents.stop('1', { by: dana, at: at('10:01') });

    expect(await triggers.takenBy('1@10:00', 'high')).toMatchObject([{ machineId: machineId(2) }]);
    expect(await state()).toMatchObject({ used: 1 });
    await incidents.stop('1');
    expect(taken(await claim('1', [1, 2], '10:02'))).toBe(1);
  });
});

describe('an incident that was merged', () => {
  it('takes what was done for it along, and nothing of the other is lost', async () => {
    await claim('1', [1, 2]);
    await claim('2', [2], '10:01');

    await incidents.merge('1', '2');

    const ids = (await incidents.machines('2')).map(({ machineId: id }) => id);
    expect(ids.toSorted()).toEqual([machineId(1), machineId(2)]);
    expect(await incidents.get('1')).toMatchObject({ mergedInto: '2' });
  });

  it('begins nothing where it went, if that one is stopped', async () => {
    await claim('1', [1, 2]);
    await incidents.noteMachine('1', machineId(2), { collectionId: 'C-BEGUN' });
    await incidents.stop('2', { by: dana, at: at('10:01') });

    await incidents.merge('1', '2');

    expect(await triggers.takenBy('1@10:00', 'high')).toMatchObject([{ machineId: machineId(2) }]);
  });

  it('stays stopped where it went', async () => {
    const stopped = { by: dana, at: at('10:00') };
    await incidents.stop('1', stopped);

    await incidents.merge('1', '2');

    expect(await incidents.get('2')).toMatchObject({ stopped });
    await incidents.stop('2');
    expect(await incidents.get('2')).not.toHaveProperty('stopped');
  });
});

describe('what is kept of an incident', () => {
  it('is its newest state, whichever comes last', async () => {
    const newer = anIncident({ id: '1', name: 'newer', updatedAt: '2026-11-20T10:00:01.5Z' });
    await incidents.save(newer, { isOld: false });
    await incidents.save(anIncident({ id: '1', name: 'older' }), { isOld: false });

    expect((await incidents.get('1'))?.incident.name).toBe('newer');
  });

  it('is not old any more once somebody asked for it, and stays so', async () => {
    await incidents.save(anIncident({ id: '9' }), { isOld: true });
    await incidents.save(anIncident({ id: '9' }), { isOld: false });
    await incidents.save(anIncident({ id: '9' }), { isOld: true });

    expect((await incidents.get('9'))?.isOld).toBe(false);
  });

  it('is forgotten with its machines when nothing was heard of it for long', async () => {
    await claim('1', [1, 2]);
    await claim('2', [3]);
    await database.db
      .updateTable('incidents')
      .set({ seen_at: at('09:00') })
      .where('id', '=', '1')
      .execute();

    expect(await incidents.forget(at('10:00'))).toBe(1);

    expect(await incidents.get('1')).toBeUndefined();
    expect(await incidents.machines('1')).toEqual([]);
    expect(await incidents.get('2')).toMatchObject({ incident: { id: '2' } });
    expect(await incidents.machines('2')).toHaveLength(1);
    expect(await incidents.forget(at('10:00'))).toBe(0);
  });

  it('moves its window forward only', async () => {
    await incidents.watch(at('10:00'));
    await incidents.readUpTo(at('11:00'));
    await incidents.readUpTo(at('10:30'));

    expect(await incidents.watch(at('12:00'))).toEqual({
      beganAt: at('10:00'),
      readUpTo: at('11:00'),
    });
  });
});
