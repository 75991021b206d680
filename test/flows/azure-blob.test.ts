import { createHash } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { bailiff } from '../cli/bailiff';
import { longLinks, openTestApp, type TestApp } from '../support/app';
import { type Azurite, startAzurite } from '../support/azurite';

let azurite: Azurite;
let container: ContainerClient;
let app: TestApp;
let env: Record<string, string>;

beforeAll(async () => {
  azurite = await startAzurite();
  container = await azurite.container('evidence');
  env = {
    EVIDENCE_STORE: 'azure-blob',
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    EVIDENCE_CONTAINER: 'evidence',
  };
  app = await openTestApp({ ...longLinks, env: { ...longLinks.env, ...env } });
});
afterAll(async () => {
  await app.close();
  await azurite.close();
});

describe('with Azure Blob as the evidence store', () => {
  it('a package is verified there: whole, changed, or gone', async () => {
    const { teams, people } = app;
    const { room } = await people.mia.says('collect WS-043 because azure', {
      in: teams.channel('azure-verify'),
    });
    await teams.sees('WS-043 package ready', { in: room });
    const bag = container.getBlockBlobClient(await nameOf('C-'));
    const bytes = await bag.downloadToBuffer();

    await people.mia.says('verify WS-043', { in: room });
    await teams.sees(/WS-043: verified\. The package matches its sealed hash/, { in: room });

    bytes[bytes.length >> 1]! ^= 1;
    await bag.upload(bytes, bytes.length);
    await people.mia.says('verify WS-043', { in: room });
    await teams.sees(/WS-043: verification failed\. .*was changed/, { in: room });

    await bag.delete();
    await people.mia.says('verify WS-043', { in: room });
    await teams.sees(/WS-043: verification failed\. The file is gone/, { in: room });
  });

  it('a package is collected, sealed, handed out, and the journal is signed there', async () => {
    const { teams, people, bailiff: bot } = app;
    const { room } = await people.mia.says('collect WS-042 because azure', {
      in: teams.channel('azure'),
    });
    await teams.sees('WS-042 package ready', { in: room });
    await people.mia.says('package WS-042', { in: room });
    const told = await teams.sees(/Get C-\w{5}-1\.zip/);
    const link = /https?:\/\/[^\s)"\\]+\/packages\/[\w-]{43}/.exec(JSON.stringify(told.sent))![0];

    const body = new URLSearchParams({ purpose: 'Malware analysis' });
    const answer = await fetch(link, { method: 'POST', body });
    const bytes = Buffer.from(await answer.arrayBuffer());

    expect(answer.status).toBe(200);
    const digest = createHash('sha256').update(bytes).digest('base64');
    expect(answer.headers.get('repr-digest')).toBe(`sha-256=:${digest}:`);
    await teams.sees(/Downloaded \d\d:\d\d UTC by Mia Chen/, { in: room });
    expect(await bot.stop()).toBe(0);
    const audit = await bailiff(
      ['journal', 'verify', '--json'],
      bot.settings.folder,
      bot.settings.env,
    );
    const found = JSON.parse(audit.out);
    expect(found).toMatchObject({ faults: [] });
    // The last checkpoint is made when the bot ends, so nothing could be cut off unseen.
    expect(found.signedUpTo).toBe(found.last.sequence);
  });
});

/** The only bag there that begins so. */
async function nameOf(beginning: string): Promise<string> {
  for await (const { name } of container.listBlobsFlat({ prefix: beginning }))
    if (name.endsWith('.zip')) return name;
  throw new Error('no bag is in the container');
}
