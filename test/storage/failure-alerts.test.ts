import type { FailureAlert, JobFailure } from '../../src/domain/failure-alert';
import {
  decide,
  joinFailureAlert,
  openFailureAlert,
  resolveFailureAlert,
} from '../../src/domain/failure-alert-actions';
import type { FailureReport } from '../../src/ports';
import { StoredFailureAlerts } from '../../src/storage/on-call/failure-alerts';
import { StoredOutages, StoredOverrides } from '../../src/storage/on-call/on-call';
import { dana, mia, omar, thread } from '../support/builders';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
let failureAlerts: StoredFailureAlerts;

beforeAll(async () => {
  database = await testDatabase();
  failureAlerts = new StoredFailureAlerts(database.db);
});
afterAll(() => database.close());

const at = new Date('2026-11-20T09:44:00Z');
const moment = { at, escalateAt: new Date(+at + 900_000), checkAt: new Date(+at + 1_800_000) };
const chain = [
  { name: dana.name, people: [dana] },
  { name: omar.name, people: [omar] },
];
let cases = 0;

function report(cause: string, facts: { subject?: string; minutes?: number } = {}): FailureReport {
  cases += 1;
  const when = new Date(+at + (facts.minutes ?? 0) * 60_000);
  const subject = facts.subject ?? `P-${cases}`;
  const jobFailure: JobFailure = {
    key: `${subject}:${cases}`,
    job: `J-${cases}`,
    what: 'WS-042',
    at: when,
    askedBy: mia,
    place: thread,
    tried: [],
    packageId: subject,
  };
  const failure = { kind: 'package', cause } as const;
  return {
    cause,
    since: new Date(+when - 600_000),
    key: jobFailure.key,
    job: jobFailure.job,
    subject,
    at: when,
    open: (id) => openFailureAlert(id, { failure, jobFailure, chain }, moment),
    join: (failureAlert) => joinFailureAlert(failureAlert, jobFailure, failure),
  };
}

describe('reports of failures', () => {
  it('of one cause that come at the same time are one notice', async () => {
    const all = await Promise.all(
      Array.from({ length: 7 }, () => failureAlerts.report(report('seven at once'))),
    );

    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect((await failureAlerts.get(all[0]!.id))?.jobFailures).toHaveLength(7);
  });

  it('of one cause that lie further apart than ten minutes are two', async () => {
    const first = await failureAlerts.report(report('apart'));
    const near = await failureAlerts.report(report('apart', { minutes: 9 }));
    const far = await failureAlerts.report(report('apart', { minutes: 20 }));

    expect(near.id).toBe(first.id);
    expect(far.id).not.toBe(first.id);
  });

  it('that come again change nothing, even after the end', async () => {
    const once = report('again');
    const { id } = await failureAlerts.report(once);
    await failureAlerts.change(id, (found) => resolveFailureAlert(found, dana, { at }));

    const again = await failureAlerts.report(once);

    expect(again).toMatchObject({ id, state: 'resolved' });
    expect((await failureAlerts.report(report('again'))).id).not.toBe(id);
  });

  it('of another try join the notice that is open, whatever the cause', async () => {
    const first = await failureAlerts.report(report('sensor', { subject: 'C-1/1' }));

    const second = await failureAlerts.report(report('disk', { subject: 'C-1/1', minutes: 60 }));

    expect(second.id).toBe(first.id);
    expect(second.failure.cause).toBe('disk');
  });

  it('are found by the job and come back as they were', async () => {
    const asked = report('found');
    const stored = await failureAlerts.report(asked);

    expect(await failureAlerts.about(asked.job)).toEqual(stored);
    expect(await failureAlerts.about(stored.id)).toEqual(asked.open(stored.id));
    expect(await failureAlerts.about('C-00000')).toBeUndefined();
  });
});

describe('twenty clicks at once', () => {
  const click = (id: string, number: number, kind: 'acknowledge' | 'resolve' | 'escalate') => {
    let changed = false;
    const by = number % 2 ? dana : omar;
    return failureAlerts
      .change(id, (found) => {
        const wish = { kind, by, request: `click-${id}-${kind}-${number}`, version: 1 };
        const outcome = decide(found, wish, moment);
        changed = outcome.changed;
        return outcome.failureAlert;
      })
      .then(() => changed);
  };
  const twenty = Array.from({ length: 20 }, (_, number) => number);

  it.each(['acknowledge', 'escalate', 'resolve'] as const)(
    'to %s have one effect',
    async (kind) => {
      const { id } = await failureAlerts.report(report(`clicks to ${kind}`));

      const changed = await Promise.all(twenty.map((number) => click(id, number, kind)));

      expect(changed.filter(Boolean)).toHaveLength(1);
      expect((await failureAlerts.get(id))?.version).toBe(2);
    },
  );

  it('of two kinds never re-open what was resolved', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await failureAlerts.report(report(`race ${round}`));

      await Promise.all([
        click(id, 1, 'acknowledge'),
        failureAlerts.change(id, (found: FailureAlert) =>
          resolveFailureAlert(found, 'retry', { at }),
        ),
        click(id, 2, 'escalate'),
      ]);

      expect((await failureAlerts.get(id))?.state).toBe('resolved');
    }
  });
});

describe('overrides', () => {
  const overrides = () => new StoredOverrides(database.db);

  it('are made once per request, and end when they are given back', async () => {
    const until = new Date(+at + 3_600_000);
    const one = { person: dana, from: at, until, by: omar, madeAt: at };
    await overrides().add('request-1', one);
    await overrides().add('request-1', one);

    expect(await overrides().from(at)).toEqual([{ ...one, id: 'request-1' }]);
    expect(await overrides().end(at, omar.id)).toBe(0);
    expect(await overrides().end(at, dana.id)).toBe(1);
    expect(await overrides().from(at)).toEqual([]);
  });
});

describe('an outage', () => {
  it('is one at a time, until it is closed', async () => {
    const outages = new StoredOutages(database.db);

    const [one, other] = await Promise.all([outages.open(at), outages.open(at)]);
    await outages.save({ ...one, waited: ['C-1/1'], backAt: at });

    expect(other.id).toBe(one.id);
    expect(await outages.current()).toEqual({ ...one, waited: ['C-1/1'], backAt: at });
    await outages.save({ ...one, closedAt: at });
    expect(await outages.current()).toBeUndefined();
  });
});
