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
const blocks = 500;
const rounds = 5;

/** A package of 500 MB from the line to the disk: hashed twice and durable, against `curl` and `sync`. */
export async function download(): Promise<Measure[]> {
  const folder = join(__dirname, '..', 'data', `bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const server = createServer((_request, response) => void send(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const link = `http://127.0.0.1:${(server.address() as AddressInfo).port}/package`;
  const ours: { ms: number; before: number; peak: number }[] = [];
  const curls: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      curls.push(await timed(() => curl(link, join(folder, 'curl.zip'))));
      ours.push(await keep(link, folder));
    }
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const curlAndSync = { what: 'curl and sync', value: median(curls) };
  return [
    {
      what: '500 MB from the line to the disk',
      value: median(ours.map(({ ms }) => ms)),
      unit: 'ms',
      base: curlAndSync,
    },
    {
      what: 'memory it takes at its highest (RSS)',
      value: median(ours.map(({ peak }) => peak)),
      unit: 'MB',
      base: { what: 'before it', value: median(ours.map(({ before }) => before)) },
    },
  ];
}

/** Makes the bytes while it sends them, so that neither side waits for a disk to read from. */
async function send(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-length': block.length * blocks, etag: '"bench"' });
  const body = Readable.from(Array.from({ length: blocks }, () => block));
  // A client that leaves early is its own measure's failure.
  await pipeline(body, response).catch(() => {});
}

async function curl(link: string, file: string): Promise<void> {
  await run('sh', ['-c', 'curl -sf -o "$1" "$2" && sync "$1"', 'sh', file, link]);
  rmSync(file);
}

async function keep(link: string, folder: string) {
  const name = 'C-BENCH/1';
  const args = typescript('bench/download-child.ts', link, folder, name);
  const { stdout } = await run(process.execPath, args);
  rmSync(join(folder, 'evidence'), { recursive: true });
  return JSON.parse(stdout) as { ms: number; before: number; peak: number };
}
