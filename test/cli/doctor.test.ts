import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Finding, findings } from '../../src/cli/findings';
import { readConfig } from '../../src/config';
import type { Tokens } from '../../src/ports';
import { type TestDatabase, testDatabase } from '../support/database';
import { stubServer } from '../support/stub-server';
import { bailiff } from './bailiff';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'bailiff-doctor-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const needed = [
  'Machine.CollectForensics',
  'Machine.Read.All',
  'Machine.ReadWrite.All',
  'Alert.Read.All',
  'Ip.Read.All',
];
const pretended = {
  DEFENDER_API_URL: 'http://127.0.0.1:9',
  GRAPH_API_URL: 'http://127.0.0.1:9',
};
const env = (more: Record<string, string> = {}) => ({
  BAILIFF_DEV: '1',
  DATA_DIR: folder,
  DATABASE_URL: database.connectionString,
  POLICY_FILE: join(folder, 'policy.yaml'),
  ...more,
});

/** A token as Entra makes them, without a signature: only the API may judge that. */
const tokenOf = (roles?: readonly string[]) =>
  `e30.${Buffer.from(JSON.stringify({ aud: 'x', ...(roles && { roles }) })).toString('base64url')}.`;
const tokensWith = (defender: readonly string[], graph?: readonly string[]): Tokens => ({
  token: async (scope) => tokenOf(scope.includes('graph') ? graph : defender),
});

async function found(tokens: Tokens, more: Record<string, string> = {}) {
  const all: Record<string, Finding> = {};
  for await (const finding of findings(readConfig(env(more)), tokens)) all[finding.part] = finding;
  return all;
}

describe('the doctor', () => {
  it('finds well what holds all it needs and no more', async () => {
    const all = await found(tokensWith(needed, ['SecurityIncident.Read.All']));

    expect(Object.values(all).filter(({ state }) => state === 'ill')).toEqual([]);
    expect(all).toMatchObject({
      database: { state: 'well' },
      evidence: { state: 'well' },
      defender: { state: 'well' },
      incidents: { state: 'well' },
    });
    expect(all['journal']?.more?.[0]).toBe('-----BEGIN PUBLIC KEY-----');
  });

  it('names what the token lacks, what it is for, and what to do', async () => {
    const all = await found(tokensWith(['Machine.Read.All', 'Alert.Read.All', 'Ip.Read.All'], []));

    expect(all['defender']).toMatchObject({
      state: 'ill',
      more: [
        'missing: Machine.CollectForensics, to ask for packages',
        'missing: Machine.ReadWrite.All, to cancel a collection',
      ],
      mend: expect.stringContaining('admin consent'),
    });
    expect(all['incidents']).toMatchObject({
      state: 'ill',
      says: expect.stringContaining('no permission'),
    });
  });

  it('names what is too much: a leaked secret could do that, too', async () => {
    const all = await found(tokensWith([...needed, 'Machine.Isolate', 'Machine.LiveResponse'], []));

    expect(all['defender']).toMatchObject({
      state: 'note',
      more: ['more than needed: Machine.Isolate', 'more than needed: Machine.LiveResponse'],
    });
  });

  it('asks nothing of Graph where incidents are put together from alerts', async () => {
    const all = await found(tokensWith(needed), { INCIDENT_SOURCE: 'mde' });

    expect(all['incidents']?.state).toBe('well');
  });

  it('tells how much evidence is there and what the policy allows', async () => {
    const policy = join(folder, 'with-quota.yaml');
    await writeFile(policy, 'retention:\n  maxGigabytes: 40');

    const all = await found(tokensWith(needed), { POLICY_FILE: policy });

    expect(all['evidence']).toEqual({
      part: 'evidence',
      state: 'well',
      says: 'local, writable; 0 bytes of 40 GB taken',
    });
  });

  it.each([
    [
      'is on and off',
      { 'x-ms-has-immutability-policy': 'true', 'x-ms-has-legal-hold': 'false' },
      [
        'immutability policy (WORM): on',
        'legal hold: off',
        'while it is on, the account refuses to remove old packages',
      ],
    ],
    ['is not told', {}, ['the account does not say what protects the container']],
  ])('reads back from Azure what protects the container, where it %s', async (_, headers, more) => {
    const account = await stubServer();
    const blobs = `<EnumerationResults><Blobs><Blob><Name>C-7F3K2-1.zip</Name><Properties>
      <Content-Length>1500000000</Content-Length></Properties></Blob></Blobs></EnumerationResults>`;
    const xml = { body: blobs, headers: { 'content-type': 'application/xml' } };
    account.replies({}, {}, xml, { headers });

    const all = await found(tokensWith(needed), {
      EVIDENCE_STORE: 'azure-blob',
      EVIDENCE_CONTAINER: 'evidence',
      AZURE_STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=${account.url};`,
    });
    await account.close();

    expect(all['evidence']).toMatchObject({
      state: 'well',
      says: 'Azure Blob, evidence; 1.5 GB taken',
      more,
    });
  });

  it('goes on when one part is ill', async () => {
    const refused: Tokens = { token: () => Promise.reject(new Error('AADSTS7000215')) };
    const all = await found(refused, { DATABASE_URL: 'postgres://bailiff@127.0.0.1:9/none' });

    expect(all['database']).toMatchObject({
      state: 'ill',
      mend: expect.stringContaining('DATABASE_URL'),
    });
    expect(all['defender']).toMatchObject({ state: 'ill', says: 'AADSTS7000215' });
    expect(all['downloads']?.state).toMatch(/^\w+/);
  });

  it('ends with 0 when all is well, as a program', async () => {
    const { code, out } = await bailiff(['doctor'], folder, env(pretended));

    expect(out).toContain('All is well.');
    expect(out).toContain('-----BEGIN PUBLIC KEY-----');
    expect(code).toBe(0);
  });

  it('ends with 1 and all faults at once when the configuration is wrong', async () => {
    const { code, out } = await bailiff(['doctor'], folder, { PORT: 'x', LOG_LEVEL: 'loud' });

    expect(out).toContain('PORT');
    expect(out).toContain('LOG_LEVEL');
    expect(code).toBe(1);
  });
});
