import { sql } from 'kysely';
import type { Alert, AlertEvidence } from '../../src/domain/alert';
import { IpReportBuilder } from '../../src/domain/ip-report';
import type { IpReportRequest } from '../../src/ports';
import { StoredIpMemory } from '../../src/storage/ip-report/ip-memory';
import { StoredIpReports } from '../../src/storage/ip-report/ip-reports';
import { type TestDatabase, testDatabase } from '../support/database';
import { ipReport } from '../support/ip-report';

const now = new Date('2026-11-20T10:00:00Z');
const mia = { id: 'u-mia', name: 'Mia' };

let database: TestDatabase;
let memory: StoredIpMemory;
let reports: StoredIpReports;
let asked = 0;

beforeEach(async () => {
  database = await testDatabase();
  memory = new StoredIpMemory(database.db);
  reports = new StoredIpReports(database.db);
});
afterEach(() => database.close());

const ip = (address: string): AlertEvidence => ({ kind: 'Ip', address });

function anAlert(id: string, addresses: readonly string[], more: Partial<Alert> = {}): Alert {
  return {
    id,
    title: `Alert ${id}`,
    severity: 'high',
    incidentId: '4711',
    createdAt: '2026-11-20T09:00:00.1234567Z',
    machine: { id: 'm', name: 'ws-042' },
    evidence: addresses.map(ip),
    ...more,
  };
}

const open = (of: IpReportRequest['of']) =>
  reports.open(`request-${++asked}`, {
    askedBy: mia,
    place: { conversationId: 'c', kind: 'channel' },
    timeZone: 'UTC',
    of,
  });

const ranges = [{ cidr: '10.0.0.0/8', name: 'Corporate' }];

/** Reads and stores alerts as the workflow does, with a bounded number in memory. */
async function keep(
  request: IpReportRequest,
  alerts: readonly Alert[],
  { at = now, together = 100 } = {},
) {
  const reading = await memory.begin(request, at);
  const builder = new IpReportBuilder(ranges);
  for (let from = 0; from < alerts.length; from += together) {
    builder.add(await reading.noteAlerts(alerts.slice(from, from + together)));
    await reading.noteRows(builder.take());
  }
  return reading.keep(builder.tally());
}

/** Reads, stores and finishes a report, as the workflow does. */
async function report(of: IpReportRequest['of'], alerts: readonly Alert[], at = now) {
  const request = await open(of);
  const { memory: found } = await keep(request, alerts, { at });
  const kept = await reports.get(request.id);
  await reports.finish(request.id, { state: 'ready', summary: kept!.summary! });
  return { id: request.id, ...found };
}

const rowsOf = (id: string) => memory.rows(id, { most: 100 });
const incident = { incident: '4711' };

describe('a kept report', () => {
  it('comes back as it was, for the files', async () => {
    const alerts = [anAlert('a', ['8.8.8.8', '10.1.1.1']), anAlert('b', ['8.8.8.8', 'N/A'])];
    const { id } = await report(incident, alerts);

    const whole = await memory.whole(id);

    const { rows } = ipReport(alerts, {}, ranges);
    expect(whole).toMatchObject({
      id,
      of: incident,
      askedBy: 'Mia',
      readAt: now.toISOString(),
      totals: { addresses: 2, remote: 1, internal: 1, alertsRead: 2, unparsed: { values: 1 } },
      rows: rows.map((row) => JSON.parse(JSON.stringify(row))),
    });
  });

  it('is the same however many alerts were held at a time', async () => {
    const alerts = Array.from({ length: 12 }, (_, n) =>
      anAlert(`a${n}`, [`8.8.8.${n % 5}`, `9.9.${n}.9`, '10.1.1.1', ...(n % 2 ? ['N/A'] : [])], {
        incidentId: String(n % 3),
        machine: { id: `m${n}`, name: `ws-${n % 4}` },
      }),
    );
    const whole = ipReport(alerts, {}, ranges);
    for (const together of [1, 5, 100]) {
      const request = await open({ incident: `${together}` });

      const { totals } = await keep(request, alerts, { together });

      expect(totals).toEqual(whole.totals);
      const rows = await rowsOf(request.id);
      expect(rows.map(({ history: _, ...row }) => row)).toEqual(
        whole.rows.map((row) => JSON.parse(JSON.stringify(row))),
      );
    }
  });

  it('lists more addresses than go into one stretch, each once and in order', async () => {
    const addresses = Array.from({ length: 256 }, (_, n) => `8.8.${n}.8`);
    const request = await open(incident);

    await keep(request, [anAlert('a', addresses), anAlert('b', addresses)], { together: 1 });

    const rows = await memory.rows(request.id, { most: 1000 });
    expect(rows.map(({ address }) => address)).toEqual(addresses);
    expect(rows.every(({ alerts }) => alerts.length === 2)).toBe(true);
  });

  it('counts an alert once when pages shift while they are read', async () => {
    const one = anAlert('a', ['8.8.8.8', 'junk']);
    const request = await open(incident);

    const { totals } = await keep(request, [one, one, anAlert('b', ['8.8.8.8']), one], {
      together: 2,
    });

    expect(totals).toMatchObject({ alertsRead: 2, unparsed: { values: 1 } });
    expect((await rowsOf(request.id))[0]!.alerts.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it("counts machines' own addresses apart", async () => {
    const own = [
      { value: '10.0.0.5', role: 'device', device: 'ws-042' },
      { value: '127.0.0.1', role: 'interface', device: 'ws-042' },
    ];
    const context = { evidence: [{ kind: 'Device', addresses: own }] };
    const request = await open(incident);

    const alone = await keep(request, [anAlert('a', [], context)]);
    expect(alone.totals).toMatchObject({ addresses: 1, remote: 0, internal: 0, own: 1 });
    expect(await rowsOf(request.id)).toMatchObject([{ address: '10.0.0.5', kinds: ['device'] }]);

    await keep(request, [anAlert('a', [], context), anAlert('b', ['8.8.8.8'])]);
    const addresses = (await rowsOf(request.id)).map(({ address }) => address);
    expect(addresses).toEqual(['8.8.8.8', '10.0.0.5']);
  });

  it('is the same when it is kept again after a crash', async () => {
    const request = await open(incident);
    const first = await keep(request, [anAlert('a', ['8.8.8.8'])]);

    const again = await keep(request, [anAlert('a', ['8.8.8.8'])]);

    expect(again).toEqual(first);
    expect(again.memory.fresh).toBe(1);
    expect(await rowsOf(request.id)).toHaveLength(1);
  });

  it('is whole when a second try begins while the first is still reading', async () => {
    const request = await open(incident);
    const alerts = [anAlert('a', ['8.8.8.8']), anAlert('b', ['9.9.9.9'])];
    const slow = await memory.begin(request, now);
    const builder = new IpReportBuilder(ranges);
    builder.add(await slow.noteAlerts(alerts.slice(0, 1)));

    await keep(request, alerts);
    builder.add(await slow.noteAlerts(alerts));
    await slow.noteRows(builder.take());
    const { totals } = await slow.keep(builder.tally());

    expect(totals).toMatchObject({ addresses: 2, alertsRead: 2 });
    expect(await rowsOf(request.id)).toHaveLength(2);
  });

  it('is not made of what the database lost meanwhile', async () => {
    const request = await open(incident);
    const reading = await memory.begin(request, now);
    const builder = new IpReportBuilder(ranges);
    builder.add(await reading.noteAlerts([anAlert('a', ['8.8.8.8'])]));
    await sql`truncate bailiff.ip_readings cascade`.execute(database.db);

    await expect(reading.noteAlerts([anAlert('b', [])])).rejects.toThrow();
    await expect(reading.keep(builder.tally())).rejects.toThrow('is gone');
    expect(await memory.whole(request.id)).toBeUndefined();
  });

  it('leaves nothing aside once it is kept, given up or over', async () => {
    const aside = async () =>
      (await sql`select from bailiff.ip_reading_alerts`.execute(database.db)).rows;
    const request = await open(incident);
    await keep(request, [anAlert('a', ['8.8.8.8'])]);
    const givenUp = await memory.begin(request, now);
    await givenUp.noteAlerts([anAlert('a', ['8.8.8.8'])]);
    await givenUp.discard();
    expect(await aside()).toHaveLength(0);

    const crashed = await memory.begin(request, now);
    await crashed.noteAlerts([anAlert('a', ['8.8.8.8'])]);
    await memory.forget(new Date(0));
    expect(await aside()).toHaveLength(1);
    await reports.finish(request.id, { state: 'ready', summary: {} });
    await memory.forget(new Date(0));
    expect(await aside()).toHaveLength(0);
  });

  it('of an unknown or cancelled report is nothing', async () => {
    const request = await open(incident);
    await keep(request, [anAlert('a', ['8.8.8.8'])]);
    await reports.cancel(request.id, mia);

    expect(await memory.whole(request.id)).toBeUndefined();
    expect(await memory.whole('C-00000')).toBeUndefined();
  });

  it('stands a name that no database would', async () => {
    const { id } = await report(incident, [anAlert('a', ['8.8.8.8'], { title: 'x\0y\ud800' })]);

    expect((await rowsOf(id))[0]!.alerts[0]!.title).toBe('x\ufffdy\ufffd');
  });

  it.each(['+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z', '0000-01-01T00:00:00Z'])(
    'stands a time that no database has: %s',
    async (firstActivity) => {
      const { id } = await report(incident, [anAlert('a', ['8.8.8.8'], { firstActivity })]);

      expect(await rowsOf(id)).toHaveLength(1);
    },
  );

  it('of thousands of addresses is laid out soon, also when all before it were small', async () => {
    for (const n of [1, 2, 3, 4]) await report({ alert: `${n}` }, [anAlert(`${n}`, ['8.8.8.8'])]);
    await sql`analyze bailiff.ip_report_rows`.execute(database.db);
    await sql`analyze bailiff.ip_sightings`.execute(database.db);
    const many = Array.from({ length: 5_000 }, (_, n) => `20.${n >> 8}.${n & 255}.1`);

    const { fresh } = await report(incident, [anAlert('a', many)]);

    // Each row looked up by itself: a join of all with all takes far longer than a test may.
    expect(fresh).toBe(5_000);
  });

  it('is whole when two of the same alerts are kept at once, read in another order', async () => {
    const alerts = Array.from({ length: 3_000 }, (_, n) => anAlert(`a${n}`, ['8.8.8.8']));
    const [one, other] = [await open(incident), await open({ incident: '4712' })];

    const kept = await Promise.all([keep(one, alerts), keep(other, alerts.toReversed())]);

    expect(kept.map(({ totals }) => totals.alertsRead)).toEqual([3_000, 3_000]);
    expect(kept.map(({ memory: { fresh } }) => fresh).toSorted()).toEqual([0, 1]);
  });
});

describe('what is remembered of an address', () => {
  it('is new in the first report that has it, and in no other', async () => {
    const first = await report(incident, [anAlert('a', ['8.8.8.8'])]);
    const second = await report({ alert: 'b' }, [anAlert('b', ['8.8.8.8', '9.9.9.9'])]);

    expect(first.fresh).toBe(1);
    expect(second.fresh).toBe(1);
    const rows = await rowsOf(second.id);
    expect(Object.fromEntries(rows.map((row) => [row.address, row.history!.isNew]))).toEqual({
      '8.8.8.8': false,
      '9.9.9.9': true,
    });
    expect((await memory.rows(second.id, { most: 9, onlyNew: true })).length).toBe(1);
  });

  it('is new to all when the only report that had it was cancelled before it was shown', async () => {
    const request = await open(incident);
    await keep(request, [anAlert('a', ['8.8.8.8'])]);
    await reports.cancel(request.id, mia);

    const again = await report(incident, [anAlert('a', ['8.8.8.8'])]);
    const third = await report({ alert: 'a' }, [anAlert('a', ['8.8.8.8'])]);

    expect(again.fresh).toBe(1);
    expect(third.fresh).toBe(0);
  });

  it('says how often it was seen in the last seven days, each alert once', async () => {
    const old = { createdAt: '2026-11-12T09:00:00Z' };
    await report(incident, [anAlert('old', ['8.8.8.8'], old), anAlert('a', ['8.8.8.8'])]);
    const { id } = await report(incident, [anAlert('a', ['8.8.8.8']), anAlert('b', ['8.8.8.8'])]);

    expect((await rowsOf(id))[0]!.history).toMatchObject({ alertsThisWeek: 2, isNew: false });
  });

  it('names other incidents it was in, not the one that is read', async () => {
    await report({ incident: '4698' }, [anAlert('z', ['8.8.8.8'], { incidentId: '4698' })]);
    const { id } = await report(incident, [anAlert('a', ['8.8.8.8'])]);

    expect((await rowsOf(id))[0]!.history!.alsoIn).toEqual(['4698']);
  });

  it('says what came and went since the last report of the same thing', async () => {
    const at = new Date('2026-11-20T10:02:00Z');
    await report(incident, [anAlert('a', ['8.8.8.8', '9.9.9.9'])], at);
    await report({ incident: '1' }, [anAlert('x', ['1.1.1.1'])]);

    const again = await report(incident, [anAlert('a', ['8.8.8.8', '1.1.1.1', '1.0.0.1'])]);

    expect(again.before).toEqual({ at: at.toISOString(), added: 2, gone: 1 });
  });

  it('compares windows of one length and severity only', async () => {
    const day = (date: number, severity?: 'high') => ({
      from: `2026-11-${date}T10:00:00Z`,
      to: `2026-11-${date + 1}T10:00:00Z`,
      ...(severity && { severity: [severity] }),
    });
    await report(day(18), [anAlert('a', ['8.8.8.8'])]);

    expect((await report(day(19), [anAlert('b', ['9.9.9.9'])])).before).toMatchObject({ added: 1 });
    expect((await report(day(19, 'high'), [anAlert('b', ['9.9.9.9'])])).before).toBeUndefined();
  });

  it('adds up over all reports', async () => {
    await report({ incident: '4698' }, [
      anAlert('z', ['8.8.8.8'], { incidentId: '4698', machine: { id: 'n', name: 'srv-1' } }),
    ]);
    const { id } = await report(incident, [anAlert('a', ['8.8.8.8'])]);

    const dossier = await memory.about('8.8.8.8', now);

    expect(dossier).toMatchObject({
      latest: { address: '8.8.8.8', class: 'public' },
      alertsKnown: 2,
      incidents: ['4698', '4711'],
      machines: ['ws-042', 'srv-1'],
    });
    expect(dossier!.reports[0]!.id).toBe(id);
    expect(dossier!.alerts.map(({ title }) => title).toSorted()).toEqual(['Alert a', 'Alert z']);
    expect(await memory.about('9.9.9.9', now)).toBeUndefined();
  });

  it('keeps a verdict and a country that a later report does not tell', async () => {
    const told = { kind: 'Ip', address: '8.8.8.8', verdict: 'suspicious', country: 'NL' };
    await report({ incident: '4711' }, [anAlert('a', [], { evidence: [told] })]);
    await report({ incident: '4712' }, [anAlert('b', ['8.8.8.8'])]);

    const dossier = await memory.about('8.8.8.8', now);

    expect(dossier?.latest).toMatchObject({ verdicts: ['suspicious'], country: 'NL' });
  });

  it('is forgotten when its time is over', async () => {
    const { id } = await report(incident, [anAlert('a', ['8.8.8.8'])]);

    await memory.forget(new Date(Date.now() + 60_000));

    expect(await memory.whole(id)).toBeUndefined();
    expect(await memory.about('8.8.8.8', now)).toBeUndefined();
    expect(await reports.get(id)).toBeUndefined();
  });
});

describe('prevalence', () => {
  it('is asked of remote addresses only, and kept', async () => {
    const { id, unasked } = await report(incident, [
      anAlert('a', ['8.8.8.8', '10.1.1.1', '127.0.0.1', 'fe80::1', '240.0.0.1']),
    ]);

    expect(unasked).toBe(1);
    const [row, ...others] = await memory.rows(id, { most: 25, unasked: true });
    expect([row!.address, others]).toEqual(['8.8.8.8', []]);

    await memory.notePrevalence(id, new Map([['8.8.8.8', 0]]));

    expect(await memory.unasked(id)).toBe(0);
    const told = (await rowsOf(id)).map(({ address, prevalence }) => [address, prevalence]);
    expect(told).toContainEqual(['8.8.8.8', 0]);
  });
});

describe('the list of reports', () => {
  it('is narrowed to a state and a channel, all threads of it', async () => {
    const of = { incident: '4711' };
    const inPlace = (conversationId: string) =>
      reports.open(`in ${conversationId}`, {
        ...{ askedBy: mia, place: { conversationId, kind: 'channel' }, timeZone: 'UTC', of },
      });
    const [one, two, other] = [
      await inPlace('19:soc@thread.tacv2;messageid=1'),
      await inPlace('19:soc@thread.tacv2;messageid=2'),
      await inPlace('19:ops@thread.tacv2;messageid=3'),
    ];
    for (const { id } of [one, other]) await reports.finish(id, { state: 'ready', summary: {} });

    const channel = '19:soc@thread.tacv2';
    const ids = async (filter: object) =>
      (await reports.list({ ...filter, most: 9 })).map(({ request }) => request.id).toSorted();

    expect(await ids({ channel })).toEqual([one.id, two.id].toSorted());
    expect(await ids({ channel, state: 'ready' })).toEqual([one.id]);
  });
});
