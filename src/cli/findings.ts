import { existsSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { readPolicy } from '../access/policy';
import { TeamsAdapter } from '../chat/adapter';
import { systemClock } from '../clock';
import type { Config } from '../config';
import { rolesOf } from '../entra/claims';
import {
  compare,
  defenderPermissions,
  groupPermissions,
  incidentPermissions,
  type Permission,
} from '../entra/permissions';
import { createTokens, isSimulated } from '../entra/tokens';
import { openSigningKey } from '../journal/signing-key';
import type { Tokens } from '../ports';
import { migrations } from '../storage/migrations';
import { evidence } from './evidence-finding';
import { cloudIn, visitDatabase } from './offline';

/** What was found out about one part. */
export interface Finding {
  readonly part: string;
  readonly state: 'well' | 'note' | 'ill';
  readonly says: string;
  readonly more?: readonly string[];
  /** What to do about it. */
  readonly mend?: string;
}

type Look = () => Promise<Omit<Finding, 'part'>>;

/** Looks at one part after the other; none that breaks keeps the next from being looked at. */
export async function* findings(
  config: Config,
  tokens: Tokens = tokensOf(config),
): AsyncGenerator<Finding> {
  const { defender } = cloudIn(config);
  const looks: readonly (readonly [string, string, Look])[] = [
    ['configuration', '', async () => ({ state: 'well', says: 'reads without a fault' })],
    ['policy', 'Mend the file; a broken policy refuses to start.', () => policy(config)],
    ['database', 'Check DATABASE_URL, or DATA_DIR and its owner.', () => database(config)],
    [
      'evidence',
      'Check DATA_DIR, or the account, the container and its role.',
      () => evidence(config),
    ],
    ['teams', 'Check MicrosoftAppId, its secret and its tenant.', () => teams(config)],
    [
      'defender',
      'Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the secret or certificate.',
      () => permissions(tokens, { scope: defender.scope, needed: defenderPermissions }, config),
    ],
    ['incidents', 'Check the consent on that API.', () => incidents(config, tokens)],
    ['groups', 'Check the consent on Microsoft Graph.', () => groups(config, tokens)],
    ['journal', 'Check DATA_DIR and its owner.', () => journalKey(config)],
    ['downloads', '', () => downloads(config)],
  ];
  for (const [part, mend, look] of looks) yield { part, ...(await looked(look, mend)) };
}

async function looked(look: Look, mend: string): Promise<Omit<Finding, 'part'>> {
  try {
    return await look();
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { state: 'ill', says: says || 'does not answer', mend };
  }
}

function tokensOf(config: Config): Tokens {
  const { defender, timeScale } = config;
  const identity = { ...defender.azure, authority: cloudIn(config).authority };
  return createTokens({ identity, clock: systemClock(timeScale) });
}

async function policy({ dev, policyFile }: Config): ReturnType<Look> {
  const without = dev ? 'everybody is a lead (development)' : 'nobody may collect';
  if (!existsSync(policyFile))
    return {
      state: 'note',
      says: `${policyFile} is not there: ${without}`,
      mend: 'Copy policy.example.yaml and name the people.',
    };
  const { retention } = readPolicy(readFileSync(policyFile, 'utf8'), policyFile);
  const days = `packages ${retention.packageDays} days, journal ${retention.journalDays} days`;
  return { state: 'well', says: `${policyFile} reads without a fault; kept: ${days}` };
}

async function database(config: Config): ReturnType<Look> {
  const { close, db } = await visitDatabase(config);
  try {
    const { rows } = await sql<{ version: string; made: string | null }>`
      select current_setting('server_version') as version,
             to_regclass('bailiff.migrations')::text as made
    `.execute(db);
    const answers = `PostgreSQL ${rows[0]?.version} answers`;
    if (!rows[0]?.made)
      return { state: 'note', says: `${answers}; the first start makes the tables` };
    const done = await sql<{ name: string }>`select name from bailiff.migrations`.execute(db);
    const open = Object.keys(migrations).length - done.rows.length;
    return {
      state: 'well',
      says: open > 0 ? `${answers}; the next start changes tables` : answers,
    };
  } finally {
    await close();
  }
}

async function teams({ bot }: Config): ReturnType<Look> {
  const says = await new TeamsAdapter(bot).check();
  return { state: bot.appId ? 'well' : 'note', says };
}

/** What the token really holds: a consent that was never given shows nowhere else until it is too late. */
async function permissions(
  tokens: Tokens,
  { needed, scope }: { readonly scope: string; readonly needed: readonly Permission[] },
  config: Config,
): ReturnType<Look> {
  if (isSimulated(cloudIn(config)))
    return { state: 'note', says: 'a pretended one: it takes any token' };
  const held = rolesOf(await tokens.token(scope, { fresh: true })).toSorted();
  const { missing, tooMuch } = compare(held, needed);
  const more = [
    ...missing.map(({ name, why }) => `missing: ${name}, ${why}`),
    ...tooMuch.map((name) => `more than needed: ${name}`),
  ];
  const says = `the token holds ${held.join(', ') || 'no permission at all'}`;
  if (missing.length > 0)
    return { state: 'ill', says, more, mend: 'Grant what is missing, then give admin consent.' };
  if (tooMuch.length > 0) return { state: 'note', says, more, mend: 'Take away what is too much.' };
  return { state: 'well', says };
}

async function incidents(config: Config, tokens: Tokens): ReturnType<Look> {
  const { graph, xdr } = cloudIn(config);
  const source = config.defender.incidentSource;
  if (source === 'mde')
    return { state: 'well', says: 'grouped from alerts: nothing more is needed' };
  if (source === 'graph')
    return permissions(tokens, { scope: graph.scope, needed: onGraph(config) }, config);
  // Source: https://learn.microsoft.com/defender-xdr/api-list-incidents (read 2026-11-20)
  const needed = [{ name: 'Incident.Read.All', why: 'to read incidents' }];
  return permissions(tokens, { scope: xdr.scope, needed }, config);
}

/** Whether the policy gives roles by group: then Graph is asked about people, too. */
function namesGroups({ policyFile }: Config): boolean {
  if (!existsSync(policyFile)) return false;
  const { roles } = readPolicy(readFileSync(policyFile, 'utf8'), policyFile);
  return Object.values(roles).some(({ groups: named }) => named.length > 0);
}

function onGraph(config: Config): readonly Permission[] {
  const reads = config.defender.incidentSource === 'graph';
  return [...(reads ? incidentPermissions : []), ...(namesGroups(config) ? groupPermissions : [])];
}

async function groups(config: Config, tokens: Tokens): ReturnType<Look> {
  if (!namesGroups(config)) return { state: 'well', says: 'the policy names no groups' };
  const { graph } = cloudIn(config);
  return permissions(tokens, { scope: graph.scope, needed: onGraph(config) }, config);
}

async function journalKey({ dataDir }: Config): ReturnType<Look> {
  const { id, publicKey } = await openSigningKey(dataDir);
  const says = `signed with key ${id}; note it down: journal verify --key ${id}`;
  return { state: 'well', says, more: publicKey.trim().split('\n') };
}

async function downloads({ bot, http }: Config): ReturnType<Look> {
  const base = http.publicUrl ?? 'the port that is taken';
  const isSafe = base.startsWith('https:');
  if (isSafe && bot.appId && bot.appPassword)
    return { state: 'well', says: `${base}, and people sign in with Entra` };
  return {
    state: isSafe ? 'well' : 'note',
    says: `${base}; links of 15 minutes for one person, without a sign-in`,
    ...(!isSafe && { mend: 'Set PUBLIC_URL to the https address that people reach.' }),
  };
}
