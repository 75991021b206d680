import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { PackageContents } from '../../src/evidence/first-look';
import { inspectPackage } from '../../src/evidence/inspect-package';
import { matchAddresses } from '../../src/evidence/match-addresses';
import { renderEnglish } from '../../src/language/language';
import { linkTo, simulatorForTests } from '../simulator/visitor';
import { saying } from '../support/saying';
import { growthOf } from '../support/work';
import { seal, zipOf } from './bags';

const world = simulatorForTests();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'look-'));
  // A look ends by itself after half a minute, which a busy machine may need.
  jest.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function lookAt(zip: Buffer) {
  const file = join(folder, 'package.zip');
  writeFileSync(file, zip);
  return inspectPackage(file);
}

async function lookAtFiles(files: Record<string, Buffer | string>): Promise<PackageContents> {
  const zip = zipOf(
    Object.entries(files).map(([path, text]) => [path, Buffer.from(text as string)]),
  );
  const look = await lookAt(zip);
  if (!look.readable) throw new Error(renderEnglish(look.why));
  return look;
}

async function collected(machine?: string): Promise<Buffer> {
  const response = await fetch(await linkTo(world.simulator, machine));
  return Buffer.from(await response.arrayBuffer());
}

async function compressed(files: Record<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(content, path);
  zip.end();
  return buffer(zip.outputStream);
}

const connectionsFile = 'Network connections/ActiveNetConnections.txt';

describe('a package of Windows', () => {
  it('tells what it holds without being unpacked', async () => {
    const look = await lookAt(await collected());

    expect(look).toMatchObject({
      readable: true,
      system: 'windows',
      missing: [],
      summary: { errors: [] },
      notUnderstood: [],
    });
    const { counts } = look as PackageContents;
    expect(counts).toMatchObject({ autoruns: 4, scheduledTasks: 4, logonLogs: 1 });
    expect(counts.processes).toBeGreaterThan(80);
    expect(counts.services).toBeGreaterThan(50);
  });

  it('shows which of the alerts’ addresses the machine itself speaks of, and the process', async () => {
    const look = await lookAt(await collected());

    const matches = matchAddresses(look, ['203.0.113.77', '2001:DB8:0::BAD:1', '9.9.9.9', 'N/A']);

    expect(matches).toContainEqual(
      expect.objectContaining({
        address: '2001:db8::bad:1',
        where: 'connection',
        process: 'powershell.exe',
      }),
    );
    expect(new Set(matches.map(({ address, where }) => `${address} ${where}`))).toEqual(
      new Set([
        '203.0.113.77 connection',
        '203.0.113.77 dns',
        '203.0.113.77 firewall',
        '2001:db8::bad:1 connection',
        '2001:db8::bad:1 dns',
        '2001:db8::bad:1 firewall',
      ]),
    );
  });

  it('is read in its place inside a sealed bag', async () => {
    const zip = await collected();
    const alone = await lookAt(zip);

    const sealed = await lookAt((await seal(zip)).zip);

    expect(alone.readable).toBe(true);
    expect(sealed).toEqual(alone);
  });

  it('says what is missing, and which steps failed on the machine', async () => {
    const look = await lookAtFiles({
      'Processes/Processes.csv': '"Name","PID"\r\n"a.exe","4"\r\n',
      'CollectionSummaryReport.xls':
        'Command\tResult file\tStatus\tError code\r\nCollect\tPrefetch\tSucceeded\t0x0\r\n' +
        'Collect\tServices\tFailed\t0x80070005\r\n',
    });

    expect(look.missing).toContain('Services');
    expect(look.missing).not.toContain('Processes');
    expect(look.summary).toEqual({
      steps: 2,
      errors: [{ step: 'Services', status: 'Failed', code: '0x80070005' }],
    });
  });

  it('counts rows, not lines, of its tables', async () => {
    const look = await lookAtFiles({
      'Processes/Processes.csv':
        '#TYPE Selected\r\n"Name";"PID";"CommandLine"\r\n"a.exe";"4";"one\r\ntwo; ""three"""\r\n"b.exe";"5";""\r\n',
      [connectionsFile]: '  TCP    10.0.0.5:50000    203.0.113.9:443    ESTABLISHED    5\r\n',
    });

    expect(look.counts.processes).toBe(2);
    expect(look.connections).toMatchObject([{ processId: 5, process: 'b.exe' }]);
  });
});

describe('a package of Linux', () => {
  it('is known by its folders, and its connections are read', async () => {
    const look = await lookAt(await collected('lnx-web01.contoso.example'));

    expect(look).toMatchObject({ readable: true, system: 'unix', missing: [], notUnderstood: [] });
    expect((look as PackageContents).connections).toContainEqual(
      expect.objectContaining({ remote: '2001:db8:bad::7', state: 'established' }),
    );
  });
});

describe('what netstat printed', () => {
  const german = [
    'Aktive Verbindungen',
    '  Proto  Lokale Adresse         Remoteadresse          Status',
    '  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         900',
    '  TCP    10.0.0.5:50000         203.0.113.9:443        HERGESTELLT     5512',
    ' [Überwachung.exe]',
    '  TCP    [fe80::5%12]:50001     [2001:db8::9]:8443     WARTEND         0',
    '  UDP    0.0.0.0:5353           *:*                                    2210',
  ].join('\r\n');
  const inCodePage850 = Buffer.from(german.replace('Ö', '\u0099').replace('Ü', '\u009a'), 'latin1');

  it.each([
    ['UTF-8', Buffer.from(german)],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${german}`)],
    ['UTF-16 with its mark', Buffer.from(`\uFEFF${german}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(german, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${german}`, 'utf16le').swap16()],
    ['the code page of a German console', inCodePage850],
    ['the code page of a German desktop', Buffer.from(german, 'latin1')],
  ])('in German is understood in %s', async (_, content) => {
    const look = await lookAtFiles({ [connectionsFile]: content });

    expect(look.connections).toEqual([
      {
        remote: '203.0.113.9',
        port: 443,
        state: 'established',
        processId: 5512,
        process: 'Überwachung.exe',
      },
      { remote: '2001:db8::9', port: 8443, state: 'other' },
    ]);
    expect(look.notUnderstood).toEqual([]);
  });

  it.each([
    ['ibm866', [0x93, 0x91, 0x92, 0x80, 0x8d, 0x8e, 0x82, 0x8b, 0x85, 0x8d, 0x8e]],
    ['windows-1251', [0xd3, 0xd1, 0xd2, 0xc0, 0xcd, 0xce, 0xc2, 0xcb, 0xc5, 0xcd, 0xce]],
  ])('in Russian is understood in %s', async (_, word) => {
    const row = Buffer.concat([
      Buffer.from('  TCP    10.0.0.5:50000    203.0.113.9:443    '),
      Buffer.from(word),
      Buffer.from('    5\r\n'),
    ]);

    const look = await lookAtFiles({ [connectionsFile]: row });

    expect(look.connections).toMatchObject([{ remote: '203.0.113.9', state: 'established' }]);
  });

  it('in a language nobody here knows still gives the addresses, and says what it did not understand', async () => {
    const look = await lookAtFiles({
      [connectionsFile]: '  TCP    10.0.0.5:50000    203.0.113.9:443    TENGDUR    5\r\n',
    });

    expect(look.connections).toMatchObject([{ remote: '203.0.113.9', state: 'unclear' }]);
    expect(look.notUnderstood).toEqual([{ file: 'Network connections', why: saying(/TENGDUR/) }]);
  });

  it.each([
    ['Linux', 'tcp6       0      0 2001:db8::5:22     2001:db8::9:50022   ESTABLISHED 812/sshd'],
    ['macOS', 'tcp4       0      0  10.0.0.5.52344    203.0.113.9.443     ESTABLISHED'],
  ])('on %s is read by its columns', async (_, row) => {
    const look = await lookAtFiles({ 'Network connections/netstat.txt': `${row}\n` });

    expect(look.connections).toMatchObject([{ state: 'established' }]);
    expect(look.connections[0]?.remote).toMatch(/^(2001:db8::9|203\.0\.113\.9)$/);
  });

  it('is said not to be understood when it is something else', async () => {
    const look = await lookAtFiles({
      [connectionsFile]: Buffer.from([0x4d, 0x5a, 0, 0, 0, 1, 0, 0, 7, 0, 0, 3]),
      'Network connections/netstat.txt': 'command not found\n',
    });

    expect(look.notUnderstood).toEqual([
      { file: connectionsFile, why: 'is no text' },
      { file: 'Network connections/netstat.txt', why: 'has another form than expected' },
    ]);
  });
});

describe('the DNS cache and the firewall log', () => {
  it('are read by their form, whatever the language', async () => {
    const look = await lookAtFiles({
      'Network connections/DnsCache.txt':
        '    böse.example\r\n    ----------------------------------------\r\n' +
        '    Eintragsname . . . . . : böse.example\r\n    Gültigkeitsdauer  . . . : 217\r\n' +
        '    (Host-)A-Eintrag  . . : 203.0.113.9\r\n',
      'Network connections/pfirewall.log':
        '#Fields: date time action protocol src-ip dst-ip src-port dst-port path\r\n\r\n' +
        '2026-11-20 09:00:00 ALLOW TCP 10.0.0.5 203.0.113.9 50000 443 SEND\r\n' +
        '2026-11-20 09:00:01 DROP TCP 198.51.100.7 10.0.0.5 443 50000 RECEIVE\r\n',
    });

    expect(look.dns).toEqual([{ address: '203.0.113.9', name: 'böse.example' }]);
    expect(look.firewall).toEqual([
      { address: '203.0.113.9', allowed: 1, dropped: 0 },
      { address: '198.51.100.7', allowed: 0, dropped: 1 },
    ]);
    expect(matchAddresses(look, ['10.0.0.5'])).toEqual([]);
  });
});

describe('a hostile package', () => {
  const text = Buffer.from('x');
  const table = Buffer.from('"Name","PID"\r\n"a.exe","4"\r\n');
  const named = (path: string) =>
    zipOf([
      ['Processes/Processes.csv', table],
      [path, text],
    ]);

  it.each([
    ['is harmful: it leads out of its folder', '../../etc/cron.d/x'],
    ['is harmful: it leads out of its folder', 'Processes\\..\\..\\x'],
    ['is harmful: it names a place on the whole disk', '/etc/cron.d/x'],
    ['is harmful: it names a place on the whole disk', 'C:/Windows/x'],
    ['is harmful: it has control characters in its name', 'Processes/\u001b[2J'],
    ['is harmful: it has control characters in its name', 'Processes/x\u202efdp.exe'],
    ['is harmful: it has control characters in its name', 'Processes/x\u0000.csv'],
    ['has invisible characters in its name', 'Processes/x\u200b.csv'],
    ['has a reserved device name', 'Processes/aux.txt'],
    ['has a reserved device name', 'CON/x'],
    ['isn’t in canonical form', 'Processes//x'],
    ['has the name of another file', 'Processes/Processes.csv'],
  ])('reads the rest of a package with a file that %s (%j)', async (why, path) => {
    expect(await lookAt(named(path))).toMatchObject({
      readable: true,
      counts: { processes: 1 },
      notUnderstood: [
        { file: path, why: saying(why) },
        ...(path.includes('\\') ? [{ file: '', why: saying(/backslashes/) }] : []),
      ],
    });
  });

  it.each([
    [
      'backslashes',
      'Network connections\\ActiveNetConnections.txt',
      /1 name written with backslashes/,
    ],
    ['a leading ./', './Network connections/ActiveNetConnections.txt', undefined],
  ])('reads names with %s', async (_, path, note) => {
    const look = await lookAtFiles({
      [path]: '  TCP    10.0.0.5:50000    203.0.113.9:443    ESTABLISHED    5\r\n',
    });

    expect(look.connections).toMatchObject([{ remote: '203.0.113.9' }]);
    expect(look.notUnderstood).toEqual(note ? [{ file: '', why: saying(note) }] : []);
  });

  it('reads a package that was zipped again on a Mac', async () => {
    const look = await lookAtFiles({
      'Processes/Processes.csv': table,
      '__MACOSX/Processes/._Processes.csv': 'x',
      'Processes/.DS_Store': 'x',
    });

    expect(look).toMatchObject({ counts: { processes: 1 }, files: 1 });
    expect(look.notUnderstood).toEqual([{ file: '', why: saying(/2 files of macOS metadata/) }]);
  });

  it('reads a package with bytes behind its end', async () => {
    const look = await lookAt(Buffer.concat([named('Services/x.txt'), Buffer.alloc(100)]));

    expect(look).toMatchObject({
      readable: true,
      counts: { processes: 1 },
      notUnderstood: [{ file: '', why: saying('holds 100 bytes behind its end') }],
    });
  });

  const central = Buffer.from([0x50, 0x4b, 1, 2]);
  const patched = (zip: Buffer, at: number, bytes: readonly number[]) => {
    zip.set(bytes, zip.lastIndexOf(central) + at);
    return zip;
  };

  const odd = (path: string) => compressed({ [path]: Buffer.alloc(20_000_000) });

  it.each<[what: string, make: () => Buffer | Promise<Buffer>, why: RegExp]>([
    ['holds a link', () => patched(named('x'), 41, [0xa1]), /harmful: it is a link/],
    ['holds a device', () => patched(named('x'), 41, [0x61]), /harmful: it is a link or a device/],
    ['holds an encrypted file', () => patched(named('x'), 8, [1, 8, 8, 0]), /encrypted/],
    ['holds files that overlap', () => patched(named('x'), 42, [0, 0, 0, 0]), /overlaps/],
    ['grows a thousand times', () => odd(connectionsFile), /grows more than 200 times/],
    [
      'announces more than a disk holds',
      () => patched(zipOf([['x', text]]), 20, [...Array(8).fill(0xfe)]),
      /more than/,
    ],
  ])('that %s is read without that file', async (_, make, why) => {
    const look = await lookAt(await make());

    expect(look).toMatchObject({ readable: true, connections: [] });
    expect((look as PackageContents).notUnderstood).toContainEqual({
      file: expect.anything(),
      why: saying(why),
    });
  });

  it('with 65,536 files is read as far as its first 20,000', async () => {
    const files = Array.from({ length: 65_536 }, (_, index): [string, Buffer] => [
      `Temp Directories/${index}`,
      text,
    ]);

    expect(await lookAt(zipOf([['Processes/Processes.csv', table], ...files]))).toMatchObject({
      readable: true,
      files: 20_000,
      counts: { processes: 1 },
      notUnderstood: [{ file: '', why: saying(/65,537 files, more than 20,000/) }],
    });
  });

  it.each([
    ['cut off', () => named('x').subarray(0, -25)],
    ['empty', () => Buffer.alloc(0)],
    ['no zip', () => Buffer.from('<html>502</html>')],
  ])('that is %s is marked unreadable inside', async (_, make) => {
    expect(await lookAt(make())).toMatchObject({ readable: false, why: saying(/isn’t a zip/) });
  });

  it('that lies about the size of a file is read no further than it said', async () => {
    const zip = await compressed({ [connectionsFile]: Buffer.alloc(100_000, 'tcp ') });
    const at = zip.lastIndexOf(central) + 24;
    zip.writeUInt32LE(10, at);

    expect(await lookAt(zip)).toMatchObject({
      readable: true,
      notUnderstood: [{ file: connectionsFile, why: 'is damaged' }],
    });
  });

  it.each<[what: string, file: string, (length: number) => string]>([
    ['a connection', connectionsFile, (length) => 'a'.repeat(length)],
    ['a rule of dashes', 'Network connections/DnsCache.txt', (length) => '-'.repeat(length)],
    ['fields', 'Network connections/pfirewall.log', (length) => '#Fields: '.repeat(length / 9)],
    ['a cell of lines', 'Processes/Processes.csv', (length) => `h\n"${'\n'.repeat(length)}`],
    ['cells', 'Services/Services.csv', (length) => `h\n"${'",'.repeat(length / 2)}`],
  ])('with %s without end works in proportion to its length', async (_, file, text) => {
    const look = async (length: number) =>
      expect((await lookAtFiles({ [file]: text(length) })).connections).toEqual([]);

    // Beyond the longest row, which is kept whole.
    expect(await growthOf(look, 320 * 1024)).toBeLessThan(3);
  });

  it('with lines and cells without end is looked through', async () => {
    const megabyte = 1024 * 1024;

    const look = await lookAtFiles({
      [connectionsFile]: 'a'.repeat(megabyte),
      'Network connections/DnsCache.txt': '-'.repeat(megabyte),
      'Network connections/pfirewall.log': '#Fields: '.repeat(megabyte / 9),
      'Processes/Processes.csv': `h\n"${'\n'.repeat(megabyte)}`,
      'Services/Services.csv': `h\n"${'",'.repeat(megabyte / 2)}`,
    });

    expect(look.connections).toEqual([]);
  });

  it('may still hold an event log that is mostly empty, which is no bomb', async () => {
    const log = Buffer.alloc(20_000_000);
    const look = await lookAt(await compressed({ 'Security event log/Security.evtx': log }));

    expect(look).toMatchObject({ readable: true, counts: { logonLogs: 1 } });
  });
});

it('A package that is not there is unreadable, not an accident', async () => {
  expect(await inspectPackage(join(folder, 'gone.zip'))).toMatchObject({ readable: false });
});
