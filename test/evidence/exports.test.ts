import { execFileSync, spawnSync } from 'node:child_process';
import type { Alert, AlertEvidence } from '../../src/domain/alert';
import type { IpRow } from '../../src/domain/ip-row';
import type { StoredReport } from '../../src/domain/stored-report';
import { csvOf } from '../../src/evidence/export-csv';
import { stixOf } from '../../src/evidence/export-stix';
import { textOf } from '../../src/evidence/export-text';
import { workbookOf } from '../../src/evidence/export-workbook';
import { observableId } from '../../src/evidence/stix-ids';
import { Catalogue } from '../../src/language/catalogue';
import { inLanguage } from '../../src/language/language';
import { ipReport } from '../support/ip-report';
import { readZip } from './read-zip';
import { breachesOf } from './stix-specification';

const ip = (address: string | null, more: Partial<AlertEvidence> = {}): AlertEvidence => ({
  kind: 'Ip',
  address,
  ...more,
});

function anAlert(id: string, addresses: readonly string[], more: Partial<Alert> = {}): Alert {
  return {
    id,
    title: `Alert ${id}`,
    severity: 'high',
    incidentId: '4711',
    createdAt: '2026-11-20T09:00:00.1234567Z',
    firstActivity: '2026-11-20T08:58:00Z',
    machine: { id: 'm', name: 'ws-042' },
    evidence: addresses.map((address) => ip(address)),
    ...more,
  };
}

function kept(alerts: readonly Alert[], more: Partial<IpRow> = {}): StoredReport {
  const report = ipReport(alerts, {}, [{ cidr: '10.0.0.0/8', name: 'Head office; "main"' }]);
  return {
    id: 'C-5XYZ9',
    of: { from: '2026-11-19T10:00:00Z', to: '2026-11-20T10:00:00Z', severity: ['high'] },
    askedBy: 'Mia',
    timeZone: 'UTC',
    readAt: '2026-11-20T10:00:00.000Z',
    totals: report.totals,
    rows: report.rows.map((row) => ({ ...row, ...more })),
  };
}

const hostile = [
  '=HYPERLINK("https://evil.example";"x")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '＝1+1',
  '＋1',
  '－1',
  '＠A',
  'comma, "quote"\r\nand a new line',
  'x\u202egnp.exe',
];

/** Another program's reading of the file; nothing where there is no Python. */
function pythonReads(csv: Buffer): string[][] | undefined {
  const program =
    'import csv,io,json,sys;' +
    'text=sys.stdin.buffer.read().decode("utf-8-sig");' +
    'print(json.dumps(list(csv.reader(io.StringIO(text,newline=""),strict=True))))';
  if (spawnSync('python3', ['--version']).status !== 0) return undefined;
  return JSON.parse(execFileSync('python3', ['-c', program], { input: csv }).toString());
}

const whenPython = pythonReads(Buffer.from('')) ? it : it.skip;

describe('an IP report as CSV', () => {
  whenPython('is read by Python’s csv as it was written (left out where there is none)', () => {
    const report = kept([anAlert('a', ['8.8.8.8', '10.1.1.1'], { title: 'comma, "quote"; end' })]);

    const [names, ...rows] = pythonReads(csvOf(report))!;

    const table = rows.map((cells) =>
      Object.fromEntries(names!.map((name, at) => [name, cells[at]])),
    );
    expect(rows.every(({ length }) => length === names!.length)).toBe(true);
    expect(table).toMatchObject([
      {
        address: '8.8.8.8',
        class: 'public',
        machines: 'ws-042',
        alerts: '1',
        alert_titles: 'comma, "quote"; end',
        incidents: '4711',
        first_seen: '2026-11-20T08:58:00Z',
      },
      { address: '10.1.1.1', own_range: 'Head office; "main"' },
    ]);
  });

  it('ends its lines as RFC 4180 says and holds the real addresses', () => {
    const text = csvOf(kept([anAlert('a', ['203.0.113.45'])])).toString();

    expect(text.split('\r\n')).toHaveLength(3);
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text).toContain('203.0.113.45');
    expect(text).not.toContain('[.]');
  });

  it.each(hostile)('makes text of the title %j, and no formula', (title) => {
    const rows = readCsv(csvOf(kept([anAlert('a', ['8.8.8.8'], { title })])).toString());

    expect(rows).toHaveLength(2);
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([]);
    expect(rows.flat().join('')).not.toMatch(/[\r\n\u202e]/);
  });

  it('starts with a byte order mark and guards each item of a list', () => {
    const csv = csvOf(
      kept([
        anAlert('a', ['8.8.8.8'], { title: 'fine' }),
        anAlert('b', ['8.8.8.8'], { title: '  =1+1 | x' }),
      ]),
    );

    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [names, row] = readCsv(csv.toString());
    expect(row![names!.indexOf('alert_titles')]).toBe("fine | '=1+1 / x");
  });

  it('lists ranges and values that are not addresses', () => {
    const sas = { kind: 'SasToken', ranges: ['10.0.0.1-10.0.0.9'] };
    const [, ...rows] = readCsv(
      csvOf(kept([anAlert('a', [], { evidence: [ip('N/A'), ip('N/A'), sas] })])).toString(),
    );

    expect(rows.filter(([address]) => address).map((row) => row.slice(0, 2))).toEqual([
      ['10.0.0.1-10.0.0.9', 'range'],
      ['N/A', 'not an address'],
    ]);
  });

  it('says what was remembered, and nothing where nothing is known', () => {
    const history = { isNew: false, alertsThisWeek: 3, alsoIn: ['4698'] };
    const known = readCsv(
      csvOf(kept([anAlert('a', ['8.8.8.8'])], { history, prevalence: 0 })).toString(),
    );
    const unknown = readCsv(csvOf(kept([anAlert('a', ['8.8.8.8'])])).toString());

    const named = (rows: string[][]) =>
      Object.fromEntries(rows[0]!.map((name, at) => [name, rows[1]![at]]));
    expect(named(known)).toMatchObject({
      new: 'no',
      alerts_last_7_days: '3',
      also_in_incidents: '4698',
      machines_talked_to_it_30_days: '0',
    });
    expect(named(unknown)).toMatchObject({ new: '', machines_talked_to_it_30_days: '' });
  });
});

/** A few lines that read RFC 4180, so that this runs without Python too. */
function readCsv(file: string): string[][] {
  const text = file.replace(/^\ufeff/, '');
  const cells = [...text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/g)];
  const rows: string[][] = [[]];
  for (const [, cell = '', end] of cells) {
    rows.at(-1)!.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.join('') !== '');
}

interface Stix {
  readonly type: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

const bundle = (report: StoredReport) =>
  JSON.parse(stixOf(report, 'https://security.microsoft.com').toString()) as {
    readonly objects: readonly Stix[];
  };
const ofType = (report: StoredReport, type: string) =>
  bundle(report).objects.filter((object) => object.type === type);

const nameless = { title: '', incidentId: undefined, firstActivity: 'x', createdAt: '' };

const unescaped = (xml = '') =>
  xml.replace(
    /&(lt|gt|quot|apos|#39|amp);/g,
    (_, name: string) => "<>\"''&"['lt gt quot apos #39 amp'.split(' ').indexOf(name)]!,
  );

describe('an IP report as a workbook', () => {
  it('has the cells of the CSV file, numbers as numbers and every text as text', async () => {
    const report = kept([
      anAlert('a', ['203.0.113.45', '10.1.1.1'], { title: '=HYPERLINK("x") <b>&' }),
    ]);

    const parts = await readZip(await workbookOf(report));

    const sheet = String(parts.get('xl/worksheets/sheet1.xml'));
    const texts = [
      ...String(parts.get('xl/sharedStrings.xml') ?? sheet).matchAll(/<t[^>]*>([^<]*)<\/t>/g),
    ];
    const said = texts.map(([, text]) => text);
    for (const cell of readCsv(csvOf(report).toString()).flat())
      if (cell && !/^\d+$/.test(cell)) expect(said.map(unescaped)).toContain(cell);
    expect(sheet).not.toContain('<f>');
    expect(sheet.match(/<row /g)).toHaveLength(3);
    // The number of alerts is a number.
    expect(sheet).toMatch(/<c r="[A-Z]+2"(?: s="\d+")?><v>1<\/v><\/c>/);
  });
});

describe('an IP report as STIX 2.1', () => {
  const report = kept([
    anAlert('a', ['198.51.100.3', '2001:db8::1']),
    anAlert('b', ['198.51.100.3'], { title: 'x"\u202e\n<b>', incidentId: '4712' }),
  ]);

  it('gives an address the id that everybody gives it', () => {
    expect(observableId('198.51.100.3')).toBe('ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4');
    expect(observableId('2001:db8::1')).toMatch(/^ipv6-addr--[0-9a-f]{8}-[0-9a-f]{4}-5/);
  });

  it.each`
    of                                   | alerts
    ${'several alerts'}                  | ${[anAlert('a', ['198.51.100.3', '2001:db8::1'])]}
    ${'names that do harm'}              | ${[anAlert('a', ['8.8.8.8'], { title: 'x"\u202e\n' })]}
    ${'an alert without name and times'} | ${[anAlert('a', ['::1', '8.8.8.8'], { ...nameless })]}
    ${'nothing at all'}                  | ${[]}
  `('breaks no rule of the specification: $of', ({ alerts }) => {
    expect(breachesOf(bundle(kept(alerts)))).toEqual([]);
  });

  it.each`
    wrong                            | change
    ${'an object without its dates'} | ${{ modified: undefined }}
    ${'a property nobody defined'}   | ${{ severity: 'high' }}
    ${'a list without an item'}      | ${{ object_refs: [] }}
    ${'a time of another zone'}      | ${{ first_observed: '2026-11-20T10:00:00+01:00' }}
    ${'an end before the beginning'} | ${{ last_observed: '2026-11-19T00:00:00Z' }}
    ${'the id of another type'}      | ${{ id: observableId('8.8.8.8') }}
  `('would be told from a bundle with $wrong', ({ change }) => {
    const good = bundle(report);
    const objects = good.objects.map((object) =>
      object.type === 'observed-data' ? { ...object, ...change } : object,
    );

    expect(breachesOf({ ...good, objects })).not.toEqual([]);
  });

  it('observes each address once and each alert once, and calls nothing an indicator', () => {
    const types = bundle(report).objects.map(({ type }) => type);

    expect(Object.groupBy(types, (type) => type)).toEqual({
      identity: ['identity'],
      'marking-definition': ['marking-definition'],
      'observed-data': ['observed-data', 'observed-data'],
      'ipv4-addr': ['ipv4-addr'],
      'ipv6-addr': ['ipv6-addr'],
      report: ['report'],
    });
  });

  it('points at nothing that is not in it', () => {
    const { objects } = bundle(report);
    const ids = new Set(objects.map(({ id }) => id));

    const refs = objects.flatMap((object) =>
      Object.entries(object).flatMap(([field, value]) => (/_refs?$/.test(field) ? value : [])),
    );

    expect(ids.size).toBe(objects.length);
    expect(refs.length).toBeGreaterThan(8);
    expect(refs.filter((ref) => !ids.has(ref as string))).toEqual([]);
  });

  it('is the same when it is exported again', () => {
    expect(stixOf(report)).toEqual(stixOf(report));
    expect(JSON.stringify(bundle(report))).not.toBe(
      JSON.stringify(bundle({ ...report, id: 'C-2' })),
    );
  });

  it('marks everything TLP 2.0 AMBER', () => {
    const amber = 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421';
    const marked = bundle(report).objects.filter(
      ({ type }) => type !== 'identity' && type !== 'marking-definition',
    );

    expect(ofType(report, 'marking-definition')[0]!.id).toBe(amber);
    expect(marked.every(({ object_marking_refs: refs }) => String(refs) === amber)).toBe(true);
  });

  it('leads back to the alert and the incident, with names that do no harm', () => {
    const [first, second] = ofType(report, 'observed-data');

    expect(first).toMatchObject({
      first_observed: '2026-11-20T08:58:00.000Z',
      last_observed: '2026-11-20T08:58:00.000Z',
      number_observed: 1,
      external_references: [
        {
          source_name: 'Microsoft Defender alert',
          external_id: 'a',
          description: 'Alert a',
          url: 'https://security.microsoft.com/alerts/a',
        },
        { external_id: '4711', url: 'https://security.microsoft.com/incidents/4711' },
      ],
    });
    expect(JSON.stringify(second)).not.toMatch(/\u202e|\\n/);
  });

  it('of an empty report names nothing', () => {
    expect(bundle(kept([])).objects.map(({ type }) => type)).toEqual([
      'identity',
      'marking-definition',
    ]);
  });
});

describe('networks and connections as STIX 2.1', () => {
  const network = { asn: 64500, owner: 'Example, Net', country: 'NL' };
  const connected = {
    kind: 'NetworkConnection',
    addresses: [
      { value: '10.1.1.1', role: 'source' },
      { value: '203.0.113.45', role: 'destination' },
    ],
    connections: [
      { source: '10.1.1.1', destination: '203.0.113.45', destinationPort: 443, protocol: 'tcp' },
      { source: '10.1.1.1', destination: '203.0.113.45', destinationPort: 443, protocol: 'tcp' },
      { source: '10.9.9.9', destination: '203.0.113.45' },
    ],
  };
  const report = kept([anAlert('a', [], { evidence: [connected] })], { network });

  it('keep to the specification, and refer only to what stands before them', () => {
    const { objects } = bundle(report);

    expect(breachesOf(bundle(report))).toEqual([]);
    for (const [at, object] of objects.entries())
      for (const [field, value] of Object.entries(object))
        if (/_refs?$/.test(field))
          for (const ref of [value].flat())
            expect(objects.slice(0, at).map(({ id }) => id)).toContain(ref);
  });

  it('say each connection once, with its ends, port and protocol', () => {
    expect(ofType(report, 'network-traffic')).toMatchObject([
      {
        src_ref: observableId('10.1.1.1'),
        dst_ref: observableId('203.0.113.45'),
        dst_port: 443,
        protocols: ['ipv4', 'tcp'],
      },
    ]);
  });

  it('name the network that an address belongs to, and its country', () => {
    const [system] = ofType(report, 'autonomous-system');

    expect(system).toMatchObject({ number: 64500, name: 'Example, Net' });
    expect(ofType(report, 'ipv4-addr')[0]).toMatchObject({ belongs_to_refs: [system!.id] });
    expect(ofType(report, 'location')).toMatchObject([{ country: 'NL' }]);
    expect(ofType(report, 'relationship')).toHaveLength(report.rows.length);
  });
});

describe('an IP report as text', () => {
  it('says what it is and of which time before the first address', () => {
    const text = textOf(kept([anAlert('a', ['203.0.113.45', '10.1.1.1'])]));

    expect(text.split('\n')).toEqual([
      'IP report C-5XYZ9: alerts of 2026-11-19T10:00:00Z to 2026-11-20T10:00:00Z, severity high',
      '2 addresses, from 1 of 1 alert read completely',
      'Read 2026-11-20T10:00:00.000Z, asked by Mia',
      '',
      '203.0.113.45  documentation  remote  1 alert',
      '10.1.1.1  Head office; "main"  internal  1 alert',
    ]);
  });

  it('is in the language of who asks, all but names, times and what Defender says', () => {
    const german = new Catalogue('de', {
      'IP report {0}: {1}': 'IP-Bericht {0}: {1}',
      'alerts of {0} to {1}, severity {2}': 'Alarme vom {0} bis {1}, Schwere {2}',
      '{0} addresses, from {1} of {2} alerts read completely':
        '{0} Adressen aus {1} von {2} ganz gelesenen Alarmen',
      'Read {0}, asked by {1}': 'Gelesen {0}, gefragt hat {1}',
      '{0} alerts': '{0, plural, one {# Alarm} other {# Alarme}}',
      '… and {0} more': '… und {0} weitere',
      documentation: 'Beispiel',
      remote: 'außen',
    });

    const text = inLanguage(german, () =>
      textOf(kept([anAlert('a', ['203.0.113.45', '10.1.1.1'])]), 1),
    );

    expect(text.split('\n')).toEqual([
      'IP-Bericht C-5XYZ9: Alarme vom 2026-11-19T10:00:00Z bis 2026-11-20T10:00:00Z, Schwere high',
      '2 Adressen aus 1 von 1 ganz gelesenen Alarmen',
      'Gelesen 2026-11-20T10:00:00.000Z, gefragt hat Mia',
      '',
      '203.0.113.45  Beispiel  außen  1 Alarm',
      '… und 1 weitere',
    ]);
  });

  it('says how many it leaves out', () => {
    expect(textOf(kept([anAlert('a', ['8.8.8.8', '9.9.9.9', '1.1.1.1'])]), 2)).toMatch(
      /… and 1 more$/,
    );
  });
});
