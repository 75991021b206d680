import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Bailiff, bailiffFolder, removeFolder } from '../support/bailiff';

let folder: string;
beforeAll(async () => {
  folder = await bailiffFolder({});
});
afterAll(() => removeFolder(folder));

/** What an operator reads when it does not start. */
async function refusalWith(env: Record<string, string>): Promise<string> {
  const loopback = 'http://127.0.0.1:9';
  const bailiff = new Bailiff({
    folder,
    env: {
      BAILIFF_DEV: '1',
      PORT: '0',
      ADMIN_PORT: '0',
      DATA_DIR: folder,
      DEFENDER_API_URL: loopback,
      GRAPH_API_URL: loopback,
      POLICY_FILE: join(folder, 'policy.yaml'),
      ...env,
    },
  });
  await expect(bailiff.start()).rejects.toThrow('Bailiff did not start');
  return bailiff.printed.join('\n');
}

it('a policy that is there and can not be read is not taken for none', async () => {
  const closed = join(folder, 'closed.yaml');
  await mkdir(closed);

  expect(await refusalWith({ POLICY_FILE: closed })).toBe(
    `The policy is wrong:\n- ${closed} can not be read (EISDIR). POLICY_FILE must name a file that Bailiff may read.`,
  );
});

it('a database that does not answer is told without a stack and without its password', async () => {
  const told = await refusalWith({ DATABASE_URL: 'postgres://bailiff:canary@127.0.0.1:9/bailiff' });

  expect(told).toBe(
    'The database of DATABASE_URL does not let us in (ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:9). ' +
      'Nothing was started. Check its address, user and password, and that it runs.',
  );
});
