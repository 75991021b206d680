import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { eventually } from './eventually';

// The account that every Azurite has; its key is public.
// Source: https://learn.microsoft.com/azure/storage/common/storage-use-azurite (read 2026-11-20)
const account = 'devstoreaccount1';
const accountKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Azurite {
  readonly connectionString: string;
  /** A new, empty container. */
  container(name: string): Promise<ContainerClient>;
  close(): Promise<void>;
}

/** Starts a Blob storage for this test. */
export async function startAzurite(): Promise<Azurite> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-azurite-'));
  const port = await freePort();
  const main = join(dirname(require.resolve('azurite/package.json')), 'dist/src/blob/main.js');
  const where = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', folder];
  const child = spawn(
    process.execPath,
    [main, ...where, '--skipApiVersionCheck', '--disableTelemetry', '--silent'],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}/${account}`;
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=${url};`;
  const service = BlobServiceClient.fromConnectionString(connectionString);
  await eventually(() => answers(port), { everyMs: 100 });
  return {
    connectionString,
    async container(name) {
      const client = service.getContainerClient(name);
      await client.create();
      return client;
    },
    async close() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}
