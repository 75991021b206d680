import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { typescript } from '../demo/child';
import { type Measure, median, timed } from './measure';

const run = promisify(execFile);
const block = randomBytes(1_000_000);

interface Figures {
  readonly ms: number;
  readonly before: number;
  readonly peak: number;
}

/** Seals a package of 500 MB to disk, reads it back, and verifies the bag. */
export function seal(): Promise<Measure[]> {
  return measure({ megabytes: 500, scheduledJobs: 5 });
}

/** The same above four gigabytes; takes a minute, so it runs only when named. */
export function sealLarge(): Promise<Measure[]> {
  return measure({ megabytes: 4600, scheduledJobs: 1 });
}

interface Size {
  readonly megabytes: number;
  readonly scheduledJobs: number;
}

async function measure({ megabytes, scheduledJobs }: Size): Promise<Measure[]> {
  const folder = join(__dirname, '..', 'data', `bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const server = createServer((_request, response) => void send(response, megabytes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const link = `http://127.0.0.1:${(server.address() as AddressInfo).port}/package`;
  const times = { curl: [] as number[], openssl: [] as number[] };
  const plain: Figures[] = [];
  const sealed: Figures[] = [];
  const back: Figures[] = [];
  const verified: Figures[] = [];
  try {
    for (let round = 0; round < scheduledJobs; round += 1) {
      times.curl.push(await timed(() => curl(link, join(folder, 'curl.zip'))));
      plain.push(await child('plain', link, folder));
      rmSync(join(folder, 'plain.zip'));
      sealed.push(await child('seal', link, folder));
      const bag = join(folder, 'evidence', 'C-BENCH-1.zip');
      times.openssl.push(await timed(() => openssl(bag)));
      back.push(await child('read-back', bag));
      verified.push(await child('verify', bag));
      rmSync(bag);
    }
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return figures({ megabytes, times, plain, sealed, back, verified });
}

function figures(found: {
  readonly megabytes: number;
  readonly times: { readonly curl: readonly number[]; readonly openssl: readonly number[] };
  readonly plain: readonly Figures[];
  readonly sealed: readonly Figures[];
  readonly back: readonly Figures[];
  readonly verified: readonly Figures[];
}): Measure[] {
  const { back, megabytes, times, plain, sealed, verified } = found;
  const time = (runs: readonly Figures[]) => median(runs.map(({ ms }) => ms));
  const memory = (what: string, runs: readonly Figures[]) => ({
    what,
    value: median(runs.map(({ peak }) => peak)),
    unit: 'MB',
    base: { what: 'before it', value: median(runs.map(({ before }) => before)) },
    aim: 'at most 200 MB',
  });
  const openssl = { what: 'openssl dgst, both hashes', value: median(times.openssl) };
  return [
    {
      what: `${megabytes} MB from the line into a sealed bag`,
      value: time(sealed),
      unit: 'ms',
      base: { what: 'curl and sync', value: median(times.curl) },
      aim: 'at most 1.6×',
    },
    {
      what: 'the same, against two hashes and a file in plain Node',
      value: time(sealed),
      unit: 'ms',
      base: { what: 'one thread, no bag', value: time(plain) },
    },
    memory('memory sealing takes at its highest (RSS)', sealed),
    {
      what: 'read back and verified before it is called ready',
      value: time(back),
      unit: 'ms',
      base: openssl,
    },
    memory('memory reading back takes at its highest (RSS)', back),
    {
      what: 'verify of that bag',
      value: time(verified),
      unit: 'ms',
      base: openssl,
      aim: 'at most 1.25×',
    },
    memory('memory verifying takes at its highest (RSS)', verified),
  ];
}

/** Generates the bytes while it sends them, so that neither side waits for a disk. */
async function send(response: ServerResponse, megabytes: number): Promise<void> {
  response.writeHead(200, { 'content-length': block.length * megabytes });
  const body = Readable.from(
    (function* () {
      for (let at = 0; at < megabytes; at += 1) yield block;
    })(),
  );
  // A client that disconnects early fails its own figure.
  await pipeline(body, response).catch(() => {});
}

async function curl(link: string, file: string): Promise<void> {
  await run('sh', ['-c', 'curl -sf -o "$1" "$2" && sync "$1"', 'sh', file, link]);
  rmSync(file);
}

async function openssl(file: string): Promise<void> {
  for (const algorithm of ['-sha256', '-sha512']) await run('openssl', ['dgst', algorithm, file]);
}

async function child(...args: string[]): Promise<Figures> {
  const { stdout } = await run(process.execPath, typescript('bench/seal-child.ts', ...args));
  return JSON.parse(stdout) as Figures;
}
