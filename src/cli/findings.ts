import { existsSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { readPolicy } from '../access/policy';
import { size } from '../cards/kit/time';
import { TeamsAdapter } from '../chat/adapter';
import { systemClock } from '../clock';
import type { Config } from '../config';
import { counted } from '../domain/counted';
import { rolesOf } from '../entra/claims';
import {
  compare,
  defenderPermissions,
  groupPermissions,
  incidentPermissions,
  type Permission,
} from '../entra/permissions';
import { createTokens, isSimulated } from '../entra/tokens';
import { createLog } from '../journal/log';
import { openSigningKey } from '../journal/signing-key';
import { renderEnglish } from '../language/language';
import { openNetworks } from '../networks/open-networks';
import type { Tokens } from '../ports';
import { sizeOf } from '../storage/evidence/free-space';
import { migrations } from '../storage/migrations';
import { cloudIn, connectDatabase, connectEvidence } from './offline';
import { protectionLines } from './protection-lines';

/** Result of one check. */
export interface Finding {
  readonly part: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly summary: string;
  readonly more?: readonly string[];
  /** Suggested fix. */
  readonly fix?: string;
}

type Check = () => Promise<Omit<Finding, 'part'>>;

/** Runs the checks of one component after the other; a failed one doesn't stop the others. */
export async function* runChecks(
  config: Config,
  tokens: Tokens = tokensOf(config),
): AsyncGenerator<Finding> {
  const { defender } = cloudIn(config);
  const checks: readonly (readonly [string, string, Check])[] = [
    ['configuration', '', async () => ({ state: 'ok', summary: 'reads without a fault' })],
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
    [
      'networks',
      'Check the files of IP_DATABASE, or install without --omit=optional.',
      () => networks(config),
    ],
    ['downloads', '', () => downloads(config)],
  ];
  for (const [part, fix, check] of checks) yield { part, ...(await runCheck(check, fix)) };
}

async function runCheck(check: Check, fix: string): Promise<Omit<Finding, 'part'>> {
  try {
    return await check();
  } catch (error) {
    const summary = error instanceof Error ? error.message : String(error);
    return { state: 'problem', summary: summary || 'does not answer', fix };
  }
}

function tokensOf(config: Config): Tokens {
  const { defender, timeScale } = config;
  const identity = { ...defender.azure, authority: cloudIn(config).authority };
  return createTokens({ identity, clock: systemClock(timeScale) });
}

async function policy({ dev, policyFile }: Config): ReturnType<Check> {
  const without = dev ? 'everybody is a lead (development)' : 'nobody may collect';
  if (!existsSync(policyFile))
    return {
      state: 'note',
      summary: `${policyFile} is not there: ${without}`,
      fix: 'Copy policy.example.yaml and name the people.',
    };
  const { retention } = readPolicy(readFileSync(policyFile, 'utf8'), policyFile);
  const [packages, journal] = [retention.packageDays, retention.journalDays];
  const days = `packages ${counted(packages, 'day')}, journal ${counted(journal, 'day')}`;
  return { state: 'ok', summary: `${policyFile} reads without a fault; kept: ${days}` };
}

async function database(config: Config): ReturnType<Check> {
  const { close, db } = await connectDatabase(config);
  try {
    const { rows } = await sql<{ version: string; made: string | null }>`
      select current_setting('server_version') as version,
             to_regclass('bailiff.migrations')::text as made
    `.execute(db);
    const answers = `PostgreSQL ${rows[0]?.version} answers`;
    if (!rows[0]?.made)
      return { state: 'note', summary: `${answers}; the first start makes the tables` };
    const done = await sql<{ name: string }>`select name from bailiff.migrations`.execute(db);
    const open = Object.keys(migrations).length - done.rows.length;
    return {
      state: 'ok',
      summary: open > 0 ? `${answers}; the next start changes tables` : answers,
    };
  } finally {
    await close();
  }
}

async function teams({ bot }: Config): ReturnType<Check> {
  const summary = await new TeamsAdapter(bot).check();
  return { state: bot.appId ? 'ok' : 'note', summary };
}

/** Compares the permissions in the token with the required ones. Reveals a missing admin consent. */
async function permissions(
  tokens: Tokens,
  { needed, scope }: { readonly scope: string; readonly needed: readonly Permission[] },
  config: Config,
): ReturnType<Check> {
  if (isSimulated(cloudIn(config)))
    return { state: 'note', summary: 'a pretended one: it takes any token' };
  const held = rolesOf(await tokens.token(scope, { fresh: true })).toSorted();
  const { missing, tooMuch } = compare(held, needed);
  const more = [
    ...missing.map(({ name, why }) => `missing: ${name}, ${why}`),
    ...tooMuch.map((name) => `more than needed: ${name}`),
  ];
  const summary = `the token holds ${held.join(', ') || 'no permission at all'}`;
  if (missing.length > 0)
    return {
      state: 'problem',
      summary,
      more,
      fix: 'Grant what is missing, then give admin consent.',
    };
  if (tooMuch.length > 0)
    return { state: 'note', summary, more, fix: 'Take away what is too much.' };
  return { state: 'ok', summary };
}

async function incidents(config: Config, tokens: Tokens): ReturnType<Check> {
  const { graph, xdr } = cloudIn(config);
  const source = config.defender.incidentSource;
  if (source === 'mde')
    return { state: 'ok', summary: 'grouped from alerts: nothing more is needed' };
  if (source === 'graph')
    return permissions(tokens, { scope: graph.scope, needed: onGraph(config) }, config);
  // Source: https://learn.microsoft.com/defender-xdr/api-list-incidents (read 2026-11-20)
  const needed = [{ name: 'Incident.Read.All', why: 'to read incidents' }];
  return permissions(tokens, { scope: xdr.scope, needed }, config);
}

/** True when the policy assigns roles to groups, which needs Graph permissions. */
function namesGroups({ policyFile }: Config): boolean {
  if (!existsSync(policyFile)) return false;
  const { roles } = readPolicy(readFileSync(policyFile, 'utf8'), policyFile);
  return Object.values(roles).some(({ groups: named }) => named.length > 0);
}

function onGraph(config: Config): readonly Permission[] {
  const reads = config.defender.incidentSource === 'graph';
  return [...(reads ? incidentPermissions : []), ...(namesGroups(config) ? groupPermissions : [])];
}

async function groups(config: Config, tokens: Tokens): ReturnType<Check> {
  if (!namesGroups(config)) return { state: 'ok', summary: 'the policy names no groups' };
  const { graph } = cloudIn(config);
  return permissions(tokens, { scope: graph.scope, needed: onGraph(config) }, config);
}

async function networks({ ipDatabase, logLevel }: Config): ReturnType<Check> {
  const { data } = await openNetworks(ipDatabase, createLog({ level: logLevel }));
  if (data.problem) throw new Error(renderEnglish(data.problem));
  const of = ipDatabase.length > 0 ? 'your own files' : 'the files that come with Bailiff';
  return {
    state: 'ok',
    summary: `owner and country from ${of}, data of ${data.date?.slice(0, 10)}`,
  };
}

async function journalKey({ dataDir }: Config): ReturnType<Check> {
  const { id, publicKey } = await openSigningKey(dataDir);
  const summary = `signed with key ${id}; note it down: journal verify --key ${id}`;
  return { state: 'ok', summary, more: publicKey.trim().split('\n') };
}

async function downloads({ bot, http }: Config): ReturnType<Check> {
  const base = http.publicUrl ?? 'the port that is taken';
  const isSafe = base.startsWith('https:');
  if (isSafe && bot.appId && bot.appPassword)
    return { state: 'ok', summary: `${base}, and people sign in with Entra` };
  return {
    state: isSafe ? 'ok' : 'note',
    summary: `${base}; links of 15 minutes for one person, without a sign-in`,
    ...(!isSafe && { fix: 'Set PUBLIC_URL to the https address that people reach.' }),
  };
}

/** Checks that evidence can be written; reports usage and protection. */
async function evidence(config: Config): ReturnType<Check> {
  const store = await connectEvidence(config, systemClock(config.timeScale));
  await store.check();
  const { container, store: kind } = config.evidence;
  const where = kind === 'local' ? 'local, writable' : `Azure Blob, ${container}`;
  const used = await sizeOf(store);
  const summary = `${where}; ${size(used)}${quotaIn(config)} taken`;
  const protection = await store.protection();
  return { state: 'ok', summary, ...(protection && { more: protectionLines(protection) }) };
}

function quotaIn({ policyFile }: Config): string {
  if (!existsSync(policyFile)) return '';
  const { retention } = readPolicy(readFileSync(policyFile, 'utf8'), policyFile);
  return retention.maxGigabytes ? ` of ${retention.maxGigabytes} GB` : '';
}
