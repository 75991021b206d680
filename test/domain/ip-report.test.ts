import fc from 'fast-check';
import type { Alert, AlertEvidence } from '../../src/domain/alert';
import { parseIp } from '../../src/domain/ip';
import { IpReportBuilder } from '../../src/domain/ip-report';
import { merged, type StoredRow } from '../../src/domain/ip-row';
import { ipReport } from '../support/ip-report';

const ip = (address: string | null, more: Partial<AlertEvidence> = {}): AlertEvidence => ({
  kind: 'Ip',
  address,
  ...more,
});

function alert(id: string, evidence: readonly AlertEvidence[], more: Partial<Alert> = {}): Alert {
  return {
    id,
    title: `Alert ${id}`,
    severity: 'high',
    incidentId: '4711',
    createdAt: '2026-11-20T09:00:00Z',
    machine: { id: 'm', name: 'ws-042' },
    evidence,
    ...more,
  };
}

const addresses = (alerts: readonly Alert[]) => ipReport(alerts).rows.map(({ address }) => address);

describe('a report of addresses', () => {
  it('names each address once, however it is written', () => {
    const report = ipReport([
      alert('a', [ip('::ffff:10.0.0.1'), ip('10.0.0.1'), ip('10.0.0.1:443')]),
      alert('b', [ip('::FFFF:a00:1')]),
    ]);

    expect(report.rows).toHaveLength(1);
    expect(report.rows[0]).toMatchObject({ address: '10.0.0.1', class: 'private' });
    expect(report.rows[0]!.written).toHaveLength(4);
    expect(report.rows[0]!.alerts.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('counts what is no address and keeps it', () => {
    const report = ipReport([alert('a', [ip(null), ip('N/A'), ip('1.2.3.4/24'), ip('N/A')])]);

    expect(report.rows).toEqual([]);
    expect(report.totals.unparsed).toMatchObject({
      values: 4,
      examples: ['N/A', '(none)', '1.2.3.4/24'],
      types: ['Ip'],
      listed: [{ value: 'N/A', types: ['Ip'], times: 2 }, { times: 1 }, { value: '1.2.3.4/24' }],
    });
  });

  it('counts a flood of different ones, and names those that really stood there', () => {
    const rateLimiter = Array.from({ length: 3_000 }, (_, n) => ip(`junk${n}`));

    const { totals } = ipReport([alert('a', rateLimiter)]);

    expect(totals.unparsed).toMatchObject({
      values: 3_000,
      examples: ['junk0', 'junk1', 'junk2'],
      listed: { length: 1_000 },
    });
  });

  it('says where an address was seen, when, and what was said of it', () => {
    const seen = { verdict: 'malicious', roles: ['attacker'], country: 'NL' };
    const report = ipReport([
      alert('a', [ip('8.8.8.8', { ...seen, seenAt: '2026-11-20T10:00:00Z' })]),
      alert('b', [ip('8.8.8.8')], { incidentId: '4712', machine: { id: 'n', name: 'ws-043' } }),
    ]);

    expect(report.rows[0]).toMatchObject({
      kinds: ['Ip'],
      verdicts: ['malicious'],
      roles: ['attacker'],
      country: 'NL',
      incidents: ['4711', '4712'],
      machines: ['ws-042', 'ws-043'],
      firstSeen: '2026-11-20T09:00:00Z',
      lastSeen: '2026-11-20T10:00:00Z',
    });
  });

  it("takes a machine's own addresses as context, without the machine's verdict", () => {
    const addresses = [
      { value: '10.0.0.5', role: 'device', device: 'ws-042' },
      { value: '93.184.216.34', role: 'egress', device: 'ws-042' },
    ];
    const evidence = { kind: 'Device', verdict: 'malicious', roles: ['compromised'], addresses };

    const { rows } = ipReport([alert('a', [evidence, ip('8.8.8.8')])]);

    expect(rows.map(({ address, kinds, verdicts }) => [address, kinds, verdicts])).toEqual([
      ['8.8.8.8', ['Ip'], []],
      ['93.184.216.34', ['egress'], []],
      ['10.0.0.5', ['device'], []],
    ]);
  });

  it("keeps machines' own addresses where alerts name no other, but never a loopback", () => {
    const device = 'ws-042';
    const evidence = {
      kind: 'Device',
      addresses: [
        { value: '10.0.0.5', role: 'device', device },
        { value: '127.0.0.1', role: 'interface', device },
        { value: 'fe80::1', role: 'interface', device },
      ],
    };

    const alone = addresses([alert('a', [evidence])]);
    const beside = addresses([alert('a', [evidence, ip('8.8.8.8')])]);

    expect(alone).toEqual(['10.0.0.5']);
    expect(beside).toEqual(['8.8.8.8', '10.0.0.5']);
  });

  it("adds Defender's own list of an alert's addresses", () => {
    const alertIps = new Map([['a', ['8.8.4.4']]]);

    const { rows } = ipReport([alert('a', [])], { alertIps });

    expect(rows).toMatchObject([{ address: '8.8.4.4', kinds: ['alert'], machines: ['ws-042'] }]);
  });

  it('puts first what somebody should look at first', () => {
    const order = addresses([
      alert('a', [ip('127.0.0.1'), ip('10.0.0.1'), ip('8.8.8.8'), ip('9.9.9.9')]),
      alert('b', [ip('9.9.9.9'), ip('1.1.1.1', { verdict: 'suspicious' })]),
      alert('c', [ip('4.4.4.4', { roles: ['commandAndControl'] })]),
      alert('d', [ip('5.5.5.5', { verdict: 'malicious' })]),
    ]);

    expect(order).toEqual([
      '5.5.5.5',
      '4.4.4.4',
      '1.1.1.1',
      '9.9.9.9',
      '8.8.8.8',
      '10.0.0.1',
      '127.0.0.1',
    ]);
  });

  it('puts equals in the order of their numbers', () => {
    const all = ['203.0.113.10', '203.0.113.9', '203.0.113.100', '2001:db8::7'];

    expect(
      addresses([
        alert(
          'a',
          all.map((one) => ip(one)),
        ),
      ]),
    ).toEqual(['203.0.113.9', '203.0.113.10', '203.0.113.100', '2001:db8::7']);
  });

  it('names own ranges, the smallest first, and takes their addresses as internal', () => {
    const ranges = [
      { cidr: '93.0.0.0/8', name: 'Provider' },
      { cidr: '93.184.216.0/24', name: 'Head office' },
    ];

    const { rows } = ipReport([alert('a', [ip('93.184.216.34'), ip('8.8.8.8')])], {}, ranges);

    expect(rows.map(({ address, own }) => [address, own])).toEqual([
      ['8.8.8.8', undefined],
      ['93.184.216.34', 'Head office'],
    ]);
  });

  it('counts an alert without a time, and not in the times', () => {
    const { totals } = ipReport([
      alert('a', [], { createdAt: '' }),
      alert('b', []),
      alert('c', [], { createdAt: '' }),
    ]);

    expect(totals).toMatchObject({ alertsRead: 3, firstAlert: '2026-11-20T09:00:00Z' });
    expect(totals.byHour).toEqual([{ hour: '2026-11-20T09', alerts: 1 }]);
  });

  it('says how many alerts were read and which were not', () => {
    const { totals } = ipReport([alert('a', []), alert('b', [])], { unread: ['b'] });

    expect(totals).toMatchObject({ alertsRead: 2, unread: 1 });
  });
});

describe('whatever Defender writes', () => {
  const written = fc.oneof(
    fc.constantFrom('8.8.8.8', '::ffff:8.8.8.8', '10.0.0.1', '[::1]:80', 'N/A', '', null),
    fc.ipV4(),
    fc.ipV6(),
    fc.string(),
  );
  const alerts = fc.array(fc.array(written), { maxLength: 8 });
  const built = (given: readonly (readonly (string | null)[])[]) =>
    given.map((list, at) =>
      alert(
        String(at),
        list.map((one) => ip(one)),
      ),
    );

  it('nothing is lost: each value is in a row or counted as unparsed', () => {
    fc.assert(
      fc.property(alerts, (given) => {
        const { rows, totals } = ipReport(built(given));

        const junk = given.flat().filter((value) => !parseIp(value));
        const good = new Set(given.flat().map((value) => parseIp(value)?.address));
        good.delete(undefined);
        expect(totals.unparsed.values).toBe(junk.length);
        expect(new Set(rows.map(({ address }) => address))).toEqual(good);
        expect(rows).toHaveLength(good.size);
      }),
    );
  });

  it('rows taken out at any time, and merged, are the same as rows of one go', () => {
    const sayings = fc.record({
      address: written,
      verdict: fc.constantFrom(undefined, 'malicious', 'suspicious'),
      country: fc.constantFrom(undefined, 'NL', 'US'),
      seenAt: fc.constantFrom(undefined, '2026-11-20T08:00:00Z', '2026-11-20T11:00:00Z'),
    });
    const told = fc.array(
      fc.record({
        evidence: fc.array(sayings),
        machine: fc.constantFrom('ws-1', 'ws-2'),
        incidentId: fc.constantFrom('4711', '4712', undefined),
        taken: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(told, (given) => {
        const inPieces = new IpReportBuilder();
        const atOnce = new IpReportBuilder();
        const parts: StoredRow[] = [];
        for (const [n, { evidence, incidentId, machine, taken }] of given.entries()) {
          const one = alert(
            String(n),
            evidence.map(({ address, ...more }) => ip(address, more)),
            { incidentId, machine: { id: machine, name: machine } },
          );
          atOnce.add([one]);
          inPieces.add([one]);
          if (taken) parts.push(...inPieces.take());
        }
        parts.push(...inPieces.take());

        const groups = Object.values(Object.groupBy(parts, ({ address }) => address));
        const rows = groups.map((group) => merged(group as [StoredRow, ...StoredRow[]]));
        expect(rows).toEqual([...atOnce.take()]);
        expect(inPieces.tally()).toEqual(atOnce.tally());
      }),
    );
  });

  it('what is held is what was read since the last time', () => {
    const builder = new IpReportBuilder();
    builder.add([alert('a', [ip('8.8.8.8'), ip('N/A')])]);

    expect(builder.held).toBe(2);
    expect([...builder.take()]).toHaveLength(1);
    expect(builder.held).toBe(0);
    expect([...builder.take()]).toEqual([]);
  });
});
