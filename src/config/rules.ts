import type { Name, Values } from './variables';

/** Checks between variables; each problem is one sentence that names the expected value. */

const loopback = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

/** Returns whether the host is exactly loopback; the rest of 127/8 is not. */
export function isLoopback(host: string): boolean {
  return loopback.has(host.toLowerCase());
}

export function contradictions(values: Values): string[] {
  return [
    ...developmentFaults(values),
    ...plainHttpFaults(values),
    ...databaseFaults(values),
    ...botFaults(values),
    ...defenderFaults(values),
    ...evidenceFaults(values),
    ...pagerFaults(values),
  ];
}

function developmentFaults(values: Values): string[] {
  const faults: string[] = [];
  if (values.BAILIFF_DEV) {
    if (values.HOST && !isLoopback(values.HOST))
      faults.push('HOST must be 127.0.0.1, localhost or ::1 while BAILIFF_DEV=1.');
    return faults;
  }
  if (values.BAILIFF_TIME_SCALE !== 1)
    faults.push('BAILIFF_TIME_SCALE must stay 1 unless BAILIFF_DEV=1.');
  if (!values.MicrosoftAppId)
    faults.push(
      "MicrosoftAppId must be the bot's app id; it may be empty only with BAILIFF_DEV=1, where nobody is authenticated.",
    );
  return faults;
}

const reached: readonly Name[] = [
  'BOT_OPENID_METADATA_URL',
  'BOT_LOGIN_URL',
  'BOT_OAUTH_URL',
  'AZURE_AUTHORITY_HOST',
  'DEFENDER_API_URL',
  'GRAPH_API_URL',
  'AZURE_STORAGE_ACCOUNT_URL',
  'BAILIFF_PAGER_URL',
];

function plainHttpFaults(values: Values): string[] {
  const faults = reached
    .filter((name) => isPlain(values[name]))
    .filter((name) => !values.BAILIFF_DEV || !isLoopback(hostOf(values[name])))
    .map(
      (name) =>
        `${name} must begin with https://; http is for BAILIFF_DEV=1 and 127.0.0.1, localhost or ::1 only.`,
    );
  // Downloads are forensic data: browsers must use https, even where a proxy terminates TLS.
  if (isPlain(values.PUBLIC_URL) && !values.BAILIFF_DEV && !isLoopback(hostOf(values.PUBLIC_URL)))
    faults.push('PUBLIC_URL must begin with https:// unless it names this machine only.');
  return faults;
}

/** The driver speaks TLS only where `sslmode` says so, and checks the server's name only in this mode. */
function databaseFaults({ DATABASE_URL: url }: Values): string[] {
  if (!url) return [];
  const { hostname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  // A path is the folder of the server's socket.
  const isLocal = host === '' || host.startsWith('/') || isLoopback(host);
  const isChecked =
    searchParams.get('sslmode') === 'verify-full' && !searchParams.has('uselibpqcompat');
  if (isLocal || isChecked) return [];
  return [
    'DATABASE_URL must end with ?sslmode=verify-full (and &sslrootcert=<file> for a CA of your own) unless the database runs on this machine.',
  ];
}

function isPlain(url: unknown): boolean {
  return typeof url === 'string' && url.toLowerCase().startsWith('http:');
}

function hostOf(url: unknown): string {
  return new URL(String(url)).hostname;
}

function botFaults(values: Values): string[] {
  if (!values.MicrosoftAppId) return [];
  const faults: string[] = [];
  const wantsPassword = values.MicrosoftAppType === 'SingleTenant';
  if (wantsPassword && !values.MicrosoftAppPassword)
    faults.push('MicrosoftAppPassword must be set for MicrosoftAppType=SingleTenant.');
  if (!wantsPassword && values.MicrosoftAppPassword)
    faults.push('MicrosoftAppPassword must be empty for MicrosoftAppType=UserAssignedMSI.');
  if (!values.MicrosoftAppTenantId)
    faults.push('MicrosoftAppTenantId must be set together with MicrosoftAppId.');
  return faults;
}

const proofs = [
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_FEDERATED_TOKEN_FILE',
] as const satisfies readonly Name[];

function defenderFaults(values: Values): string[] {
  const faults: string[] = [];
  const given = proofs.filter((name) => values[name]);
  for (const name of ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'] as const)
    if (given.length > 0 && !values[name])
      faults.push(`${name} must be set together with ${given[0]}.`);
  return faults;
}

function evidenceFaults(values: Values): string[] {
  if (values.EVIDENCE_STORE !== 'azure-blob') return [];
  const faults: string[] = [];
  const ways = [values.AZURE_STORAGE_ACCOUNT_URL, values.AZURE_STORAGE_CONNECTION_STRING];
  if (ways.filter(Boolean).length !== 1)
    faults.push(
      'AZURE_STORAGE_ACCOUNT_URL or AZURE_STORAGE_CONNECTION_STRING, one of the two, must be set for EVIDENCE_STORE=azure-blob.',
    );
  if (!values.EVIDENCE_CONTAINER)
    faults.push('EVIDENCE_CONTAINER must be set for EVIDENCE_STORE=azure-blob.');
  return faults;
}

function pagerFaults(values: Values): string[] {
  if (!values.BAILIFF_PAGER_URL === !values.BAILIFF_PAGER_KEY) return [];
  return ['BAILIFF_PAGER_URL and BAILIFF_PAGER_KEY must be set together.'];
}
