import { createHash } from 'node:crypto';
import { fromBuffer } from 'yauzl';
import { startSimulator } from '../../simulator/simulator';
import { linkTo, simulatorForTests } from './visitor';

const world = simulatorForTests();

async function bytes(url: string, headers: Record<string, string> = {}): Promise<Buffer> {
  const response = await fetch(url, { headers });
  return Buffer.from(await response.arrayBuffer());
}

function unzip(zip: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const found = new Map<string, Buffer>();
    fromBuffer(zip, { lazyEntries: true, strictFileNames: true }, (fault, file) => {
      if (fault) return reject(fault);
      file.on('error', reject);
      file.on('end', () => resolve(found));
      file.on('entry', (entry: { fileName: string }) =>
        file.openReadStream(entry as never, (error, stream) => {
          if (error) return reject(error);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            found.set(entry.fileName, Buffer.concat(chunks));
            file.readEntry();
          });
        }),
      );
      file.readEntry();
    });
  });
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

describe('a package', () => {
  it('of a Windows machine is a real zip with the documented folders', async () => {
    const files = await unzip(await bytes(await linkTo(world.simulator)));
    const folders = [...new Set([...files.keys()].map((path) => path.split('/')[0]))].sort();

    expect(folders).toEqual([
      'Autoruns',
      'CollectionSummaryReport.xls',
      'Installed programs',
      'Network connections',
      'Prefetch files',
      'Processes',
      'Scheduled tasks',
      'Security event log',
      'Services',
      'System Information',
      'Temp Directories',
      'Users and Groups',
      'WdSupportLogs',
      'Windows Server Message Block (SMB) sessions',
    ]);
  });

  it('shows the addresses its alerts are about, and the machine itself', async () => {
    const files = await unzip(await bytes(await linkTo(world.simulator)));
    const connections = files.get('Network connections/ActiveNetConnections.txt')?.toString();
    const system = files.get('System Information/SystemInformation.txt');

    expect(connections).toContain('203.0.113.77:');
    expect(connections).toContain('[2001:db8::bad:1]:');
    expect(system?.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
    expect(system?.toString('utf16le')).toContain('WS-042');
  });

  it('of a Linux machine has the folders of Linux', async () => {
    const files = await unzip(
      await bytes(await linkTo(world.simulator, 'lnx-web01.contoso.example')),
    );

    expect([...files.keys()]).toContain('Users and groups/sudoers.txt');
    expect([...files.keys()]).not.toContain('Services/Services.csv');
  });

  it('has the same bytes each time, also in another simulator with the same seed', async () => {
    const other = await startSimulator();
    try {
      const here = await bytes(await linkTo(world.simulator));
      const there = await bytes(await linkTo(other));

      expect(sha256(there)).toBe(sha256(here));
      expect(here.length).toBeGreaterThan(20_000);
    } finally {
      await other.close();
    }
  });

  it('can be fetched in parts', async () => {
    const link = await linkTo(world.simulator);
    const whole = await bytes(link);

    const part = await fetch(link, { headers: { Range: 'bytes=1000-1999' } });
    const tail = await bytes(link, { Range: 'bytes=-500' });
    const beyond = await fetch(link, { headers: { Range: `bytes=${whole.length}-` } });

    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${whole.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(1000, 2000));
    expect(tail).toEqual(whole.subarray(-500));
    expect(beyond.status).toBe(416);
  });

  it('can be as large as a benchmark wants, and is still a zip', async () => {
    world.simulator.script('ws-042', { packageBytes: 20_000_000 });
    const link = await linkTo(world.simulator);

    const whole = await bytes(link);
    const part = await bytes(link, { Range: 'bytes=9999990-10000009' });

    expect(whole).toHaveLength(20_000_000);
    expect((await unzip(whole)).size).toBeGreaterThan(20);
    expect(part).toEqual(whole.subarray(9_999_990, 10_000_010));
  });
});

describe('a link', () => {
  it('is on another host, and refuses the token that got it', async () => {
    const link = await linkTo(world.simulator);

    const refused = await fetch(link, { headers: { Authorization: 'Bearer development' } });

    expect(new URL(link).origin).toBe(world.simulator.packagesUrl);
    expect(refused.status).toBe(400);
  });

  it('expires after five minutes', async () => {
    const link = await linkTo(world.simulator);

    world.simulator.clock.advance(299_000);
    const inTime = await fetch(link);
    world.simulator.clock.advance(2_000);
    const late = await fetch(link);

    expect([inTime.status, late.status]).toEqual([200, 403]);
  });

  it('breaks when it is decoded and encoded again', async () => {
    const link = await linkTo(world.simulator);
    const [base, query] = link.split('?');

    const again = await fetch(`${base}?${new URLSearchParams(query)}`);

    expect(again.status).toBe(404);
  });
});
