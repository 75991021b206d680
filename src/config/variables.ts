import type { z } from 'zod';
import * as read from './readers';

/** One environment variable: schema, default and meaning. */
export interface Variable {
  readonly schema: z.ZodType;
  /** The text parsed when unset, or words for a default that depends on other variables. */
  readonly default: Default;
  readonly meaning: string;
}

type Default = string | { readonly says: string };

const none = { says: 'empty' } as const;
const byCloud = { says: 'by DEFENDER_CLOUD' } as const;
const botFrameworks = { says: "Bot Framework's public cloud" } as const;

function variable<Schema extends z.ZodType, const Fallback extends Default>(
  schema: Schema,
  fallback: Fallback,
  meaning: string,
) {
  return { schema, default: fallback, meaning };
}

const listening = {
  HOST: variable(
    read.word,
    { says: '0.0.0.0; 127.0.0.1 with BAILIFF_DEV=1' },
    'Address the bot listens on.',
  ),
  PORT: variable(read.port, '3978', 'TCP port for Teams and downloads; 0 takes a free one.'),
  ADMIN_PORT: variable(
    read.port,
    '9464',
    'TCP port on loopback for /healthz, /readyz and /metrics; 0 takes a free one.',
  ),
  PUBLIC_URL: variable(read.base, { says: 'http://localhost:$PORT' }, 'Base of download links.'),
};

const bot = {
  MicrosoftAppType: variable(
    read.oneOf(['SingleTenant', 'UserAssignedMSI']),
    'SingleTenant',
    'How the bot proves itself to Teams: SingleTenant (with a password) or UserAssignedMSI.',
  ),
  MicrosoftAppId: variable(
    read.word,
    none,
    "The bot's app id. Empty only with BAILIFF_DEV=1: then nobody is authenticated.",
  ),
  MicrosoftAppPassword: variable(read.text, none, "The bot's client secret. Secret."),
  MicrosoftAppTenantId: variable(read.word, none, "The bot's tenant id."),
  BOT_OPENID_METADATA_URL: variable(
    read.url,
    botFrameworks,
    'Where the keys are that sign requests from Teams. For sovereign clouds and tests.',
  ),
  BOT_TOKEN_ISSUER: variable(read.text, botFrameworks, 'Issuer of the tokens Teams sends.'),
  BOT_LOGIN_URL: variable(read.url, botFrameworks, 'Authority that gives the bot its tokens.'),
  BOT_OAUTH_SCOPE: variable(read.text, botFrameworks, 'Scope of the tokens the bot replies with.'),
  BOT_OAUTH_URL: variable(read.url, botFrameworks, 'Where people sign in through the bot.'),
  ALLOWED_TENANTS: variable(
    read.words,
    { says: 'MicrosoftAppTenantId' },
    'Tenant ids, parted by commas, whose people may talk to the bot.',
  ),
  ALLOWED_SERVICE_HOSTS: variable(
    read.hosts,
    { says: "Teams' hosts" },
    'Ends of host names, parted by commas, where replies may go.',
  ),
};

const defender = {
  AZURE_TENANT_ID: variable(read.word, none, 'Tenant of Defender and Graph.'),
  AZURE_CLIENT_ID: variable(
    read.word,
    none,
    'App (or user-assigned identity) that reads Defender and Graph.',
  ),
  AZURE_CLIENT_SECRET: variable(read.text, none, 'Its client secret. Secret.'),
  AZURE_CLIENT_CERTIFICATE_PATH: variable(read.text, none, 'Or the path of its PEM certificate.'),
  AZURE_FEDERATED_TOKEN_FILE: variable(read.text, none, 'Or its workload identity token file.'),
  AZURE_AUTHORITY_HOST: variable(read.url, byCloud, 'Where tokens come from.'),
  DEFENDER_CLOUD: variable(
    read.oneOf(['commercial', 'gcc', 'gcc-high', 'dod']),
    'commercial',
    'Sets hosts, scopes and authority: commercial, gcc, gcc-high or dod.',
  ),
  DEFENDER_API_URL: variable(read.origin, byCloud, 'Origin of Defender, without /api.'),
  DEFENDER_SCOPE: variable(read.text, byCloud, 'Scope of the tokens for Defender.'),
  GRAPH_API_URL: variable(read.origin, byCloud, 'Origin of Microsoft Graph, without /v1.0.'),
  GRAPH_SCOPE: variable(read.text, byCloud, 'Scope of the tokens for Graph.'),
  INCIDENT_SOURCE: variable(
    read.oneOf(['graph', 'xdr', 'mde']),
    'graph',
    'Where incidents are read: graph, xdr, or mde (alerts grouped by incident).',
  ),
  WATCH_INTERVAL_SECONDS: variable(
    read.seconds,
    '15',
    'Seconds between two looks at running collections.',
  ),
  INCIDENT_INTERVAL_SECONDS: variable(
    read.seconds,
    '60',
    'Seconds between two looks at incidents.',
  ),
};

const keeping = {
  PACKAGE_HOSTS: variable(
    read.hosts,
    { says: "Defender's and Azure Blob's" },
    'Ends of host names, parted by commas, a package may be downloaded from.',
  ),
  PACKAGE_MAX_BYTES: variable(
    read.bytes,
    '4GiB',
    'Bytes, or a size such as 500 MiB: larger downloads fail clearly.',
  ),
  DATA_DIR: variable(read.text, './data', 'Folder of the embedded database and the evidence.'),
  DATABASE_URL: variable(
    read.database,
    { says: 'the embedded PostgreSQL' },
    'postgres://…?sslmode=verify-full: your own PostgreSQL, shared by as many replicas as you like. Secret.',
  ),
  EXECUTOR_ID: variable(
    read.word,
    { says: 'the host name and a random part' },
    "This replica's stable name, unique among the replicas.",
  ),
  EVIDENCE_STORE: variable(
    read.oneOf(['local', 'azure-blob']),
    'local',
    'Where packages are kept: local (under DATA_DIR) or azure-blob.',
  ),
  AZURE_STORAGE_ACCOUNT_URL: variable(read.url, none, 'For azure-blob: the account, by identity.'),
  AZURE_STORAGE_CONNECTION_STRING: variable(read.text, none, 'Or its connection string. Secret.'),
  EVIDENCE_CONTAINER: variable(read.word, none, 'For azure-blob: the container.'),
  IP_DATABASE: variable(
    read.paths,
    { says: 'the files that come with Bailiff' },
    'Your own MaxMind or IPinfo files (.mmdb), parted by commas: network owner and country of addresses.',
  ),
  JOURNAL_KEYS: variable(
    read.keyIds,
    none,
    'Ids of journal keys, separated by commas, that verify trusts; not set: keys are not pinned.',
  ),
  TSA_URL: variable(
    read.url,
    none,
    'Time-stamping authority (RFC 3161) that stamps checkpoints and seals: https://…',
  ),
};

const running = {
  POLICY_FILE: variable(
    read.text,
    './policy.yaml',
    'Roles, approvals, triggers, on-call, own IP ranges, retention: see policy.example.yaml.',
  ),
  BAILIFF_PAGER_URL: variable(
    read.url,
    none,
    "Your own paging, told of each failure in the form of PagerDuty's Events API v2: https://events.pagerduty.com/v2/enqueue.",
  ),
  BAILIFF_PAGER_KEY: variable(read.text, none, 'Its routing (integration) key. Secret.'),
  LOG_LEVEL: variable(
    read.oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
    'fatal, error, warn, info, debug, trace or silent.',
  ),
  BAILIFF_DEV: variable(
    read.yesNo,
    '0',
    "1 allows what is unsafe outside a developer's machine: an empty app id, http to loopback.",
  ),
  BAILIFF_TIME_SCALE: variable(
    read.scale,
    '1',
    'Only with BAILIFF_DEV=1: 60 makes every minute of ours last a second.',
  ),
};

/** All variables in the order of `.env.example`. */
export const groups = {
  'Where Bailiff listens': listening,
  'The bot in Teams': bot,
  'Microsoft Defender and Graph': defender,
  'What is kept, and where': keeping,
  'How it runs': running,
} as const;

export const variables = { ...listening, ...bot, ...defender, ...keeping, ...running };
export type Name = keyof typeof variables;

/** The parsed values; an unset variable without a default is `undefined`. */
export type Values = {
  readonly [Each in Name]:
    | z.output<(typeof variables)[Each]['schema']>
    | ((typeof variables)[Each]['default'] extends string ? never : undefined);
};
