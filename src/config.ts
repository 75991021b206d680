import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { nearest } from './config/nearest';
import { contradictions } from './config/rules';
import { type Name, type Values, variables } from './config/variables';

// Containers may share a host name; the workflows of two replicas must not share an executor.
const defaultExecutorId = `${hostname()}-${randomBytes(4).toString('hex')}`;

/** The validated configuration of the process. */
export type Config = ReturnType<typeof arranged>;

/** The environment is invalid; lists every problem and the expected value, never the value given. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(['The configuration is wrong:', ...faults.map((fault) => `- ${fault}`)].join('\n'));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the process environment, with `.env` as defaults. */
export function configFromProcess(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
}

/** @throws {ConfigError} naming every fault */
export function readConfig(env: Environment): Config {
  const read = (Object.keys(variables) as Name[]).map((name) => readOne(env, name));
  const values = Object.fromEntries(read.map(({ name, value }) => [name, value])) as Values;
  const wrong = read.filter(({ fault }) => fault !== undefined);
  const faults = [
    ...unknownNames(env),
    ...unsupported(env),
    ...wrong.map(({ fault }) => fault!),
    ...betweenThem(
      values,
      wrong.map(({ name }) => name),
    ),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return arranged(values);
}

interface ReadOne {
  readonly name: Name;
  readonly value: unknown;
  readonly fault?: string;
}

/** Treats an invalid value as unset, so that all problems are reported at once. */
function readOne(env: Environment, name: Name): ReadOne {
  const { schema, default: fallback } = variables[name];
  // Empty means unset, as in `.env` and compose files.
  const given = env[name]?.trim();
  const usual = typeof fallback === 'string' ? schema.parse(fallback) : undefined;
  if (!given) return { name, value: usual };
  const found = schema.safeParse(given);
  if (found.success) return { name, value: found.data };
  return { name, value: usual, fault: `${name} must be ${found.error.issues[0]?.message}.` };
}

/** Checks between variables; skips variables that are invalid by themselves. */
function betweenThem(values: Values, wrong: readonly Name[]): string[] {
  if (wrong.includes('BAILIFF_DEV')) return [];
  return contradictions(values).filter(
    (fault) => !wrong.some((name) => fault.startsWith(`${name} `)),
  );
}

function unknownNames(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('BAILIFF_') && !(name in variables))
    .map((name) => {
      const near = nearest(name, Object.keys(variables));
      return `${name} is not a name Bailiff knows.${near ? ` Did you mean ${near}?` : ''}`;
    });
}

/** Refuses a right that somebody relies on and that Bailiff does not have. */
function unsupported({ DEFENDER_IDENTITY: identity }: Environment): string[] {
  if (!identity?.trim() || identity.trim() === 'app') return [];
  return ['DEFENDER_IDENTITY must be app or unset: Bailiff always asks Defender as the app.'];
}

function arranged(values: Values) {
  const dev = values.BAILIFF_DEV;
  return {
    dev,
    timeScale: values.BAILIFF_TIME_SCALE,
    logLevel: values.LOG_LEVEL,
    policyFile: values.POLICY_FILE,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    executorId: values.EXECUTOR_ID ?? defaultExecutorId,
    pager: { url: values.BAILIFF_PAGER_URL, key: values.BAILIFF_PAGER_KEY },
    http: {
      host: values.HOST ?? (dev ? '127.0.0.1' : '0.0.0.0'),
      port: values.PORT,
      adminPort: values.ADMIN_PORT,
      /** Undefined with port 0: the base is known once the server listens. */
      publicUrl:
        values.PUBLIC_URL ?? (values.PORT === 0 ? undefined : `http://localhost:${values.PORT}`),
    },
    bot: botOf(values),
    defender: defenderOf(values),
    evidence: evidenceOf(values),
    journalKeys: values.JOURNAL_KEYS,
    tsaUrl: values.TSA_URL,
    ipDatabase: values.IP_DATABASE ?? [],
  } as const;
}

function botOf(values: Values) {
  const own = values.MicrosoftAppTenantId;
  return {
    appType: values.MicrosoftAppType,
    /** Empty only in development: authentication is off. */
    appId: values.MicrosoftAppId,
    appPassword: values.MicrosoftAppPassword,
    tenantId: own,
    openIdMetadataUrl: values.BOT_OPENID_METADATA_URL,
    tokenIssuer: values.BOT_TOKEN_ISSUER,
    loginUrl: values.BOT_LOGIN_URL,
    oauthScope: values.BOT_OAUTH_SCOPE,
    oauthUrl: values.BOT_OAUTH_URL,
    /** Empty only in development: people of any tenant may use the bot. */
    allowedTenants: values.ALLOWED_TENANTS ?? (own ? [own] : []),
    /** `undefined`: Teams' own hosts. */
    allowedServiceHosts: values.ALLOWED_SERVICE_HOSTS,
  } as const;
}

function defenderOf(values: Values) {
  return {
    cloud: values.DEFENDER_CLOUD,
    apiUrl: values.DEFENDER_API_URL,
    scope: values.DEFENDER_SCOPE,
    graphUrl: values.GRAPH_API_URL,
    graphScope: values.GRAPH_SCOPE,
    incidentSource: values.INCIDENT_SOURCE,
    watchIntervalSeconds: values.WATCH_INTERVAL_SECONDS,
    incidentIntervalSeconds: values.INCIDENT_INTERVAL_SECONDS,
    /** `undefined`: the cloud's own. */
    packageHosts: values.PACKAGE_HOSTS,
    packageMaxBytes: values.PACKAGE_MAX_BYTES,
    azure: {
      tenantId: values.AZURE_TENANT_ID,
      clientId: values.AZURE_CLIENT_ID,
      clientSecret: values.AZURE_CLIENT_SECRET,
      certificatePath: values.AZURE_CLIENT_CERTIFICATE_PATH,
      federatedTokenFile: values.AZURE_FEDERATED_TOKEN_FILE,
      authorityHost: values.AZURE_AUTHORITY_HOST,
    },
  } as const;
}

function evidenceOf(values: Values) {
  return {
    store: values.EVIDENCE_STORE,
    accountUrl: values.AZURE_STORAGE_ACCOUNT_URL,
    connectionString: values.AZURE_STORAGE_CONNECTION_STRING,
    container: values.EVIDENCE_CONTAINER,
  } as const;
}
