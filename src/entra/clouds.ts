/** API hosts and token scopes of one Microsoft cloud. */
export interface Cloud {
  readonly defender: Address;
  readonly xdr: Address;
  readonly graph: Address;
  /** Entra's authority. */
  readonly authority: string;
  readonly portal: string;
  /** Host suffixes that investigation packages are downloaded from. */
  readonly packageHosts: readonly string[];
}

/** Host and token scope differ: Defender's host moved, its audience did not. */
export interface Address {
  readonly url: string;
  readonly scope: string;
}

export type CloudName = 'commercial' | 'gcc' | 'gcc-high' | 'dod';

// The sample link of the getPackageUri page (2024-04-17) is below securitycenter.windows.com; other
// downloads of Defender come from Azure Blob storage. Today's host is not documented.
const commercialPackages = [
  'securitycenter.windows.com',
  'securitycenter.microsoft.com',
  'blob.core.windows.net',
];
const governmentPackages = ['securitycenter.microsoft.us', 'blob.core.usgovcloudapi.net'];

const commercialGraph = of('https://graph.microsoft.com');
const governmentDefender = of('https://api-gov.securitycenter.microsoft.us');
const governmentXdr = of('https://api-gov.security.microsoft.us');

/**
 * Sources: https://learn.microsoft.com/defender-endpoint/gov (page of 2026-01-05),
 * https://learn.microsoft.com/defender-xdr/usgov and https://learn.microsoft.com/graph/deployments
 * (read 2026-11-20). China has no published endpoint.
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  commercial: {
    defender: {
      url: 'https://api.security.microsoft.com',
      // A token for api.security.microsoft.com is refused with 403 by some MDE endpoints, on the very
      // same host. Source: https://learn.microsoft.com/defender-endpoint/api/run-advanced-query-sample-python
      // (page of 2026-01-08)
      scope: 'https://api.securitycenter.microsoft.com/.default',
    },
    xdr: of('https://api.security.microsoft.com'),
    graph: commercialGraph,
    authority: 'https://login.microsoftonline.com',
    portal: 'https://security.microsoft.com',
    packageHosts: commercialPackages,
  },
  gcc: {
    defender: of('https://api-gcc.securitycenter.microsoft.us'),
    xdr: of('https://api-gcc.security.microsoft.us'),
    graph: commercialGraph,
    authority: 'https://login.microsoftonline.com',
    portal: 'https://security.microsoft.com',
    packageHosts: [...commercialPackages, ...governmentPackages],
  },
  'gcc-high': {
    defender: governmentDefender,
    xdr: governmentXdr,
    graph: of('https://graph.microsoft.us'),
    authority: 'https://login.microsoftonline.us',
    portal: 'https://security.microsoft.us',
    packageHosts: governmentPackages,
  },
  dod: {
    defender: governmentDefender,
    xdr: governmentXdr,
    graph: of('https://dod-graph.microsoft.us'),
    authority: 'https://login.microsoftonline.us',
    portal: 'https://security.apps.mil',
    packageHosts: governmentPackages,
  },
};

export interface CloudOverrides {
  readonly cloud: CloudName;
  readonly apiUrl?: string | undefined;
  readonly scope?: string | undefined;
  readonly graphUrl?: string | undefined;
  readonly graphScope?: string | undefined;
  readonly authorityHost?: string | undefined;
  readonly packageHosts?: readonly string[] | undefined;
}

/** Applies the overrides to a cloud. XDR follows Defender where both share a host. */
export function cloudOf(given: CloudOverrides): Cloud {
  const cloud = clouds[given.cloud];
  const xdrIsThere = cloud.xdr.url === cloud.defender.url;
  return {
    ...cloud,
    defender: {
      url: given.apiUrl ?? cloud.defender.url,
      scope: given.scope ?? cloud.defender.scope,
    },
    xdr: {
      url: xdrIsThere ? (given.apiUrl ?? cloud.xdr.url) : cloud.xdr.url,
      scope: cloud.xdr.scope,
    },
    graph: {
      url: given.graphUrl ?? cloud.graph.url,
      scope: given.graphScope ?? cloud.graph.scope,
    },
    authority: given.authorityHost ?? cloud.authority,
    packageHosts: given.packageHosts ?? cloud.packageHosts,
  };
}

function of(origin: string): Address {
  return { url: origin, scope: `${origin}/.default` };
}
