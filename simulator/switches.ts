/** Variants where documentation and observed behaviour disagree; a client must support all. */
export interface Switches {
  /** `away` makes Defender, Graph and sign-in unreachable. */
  service: 'up' | 'away';
  /** The body of a 429. */
  tooManyBody: 'documented' | 'observed';
  /** The answer to a second collection: an error, or the running action. */
  secondCollection: 'refused' | 'existing action';
  /** Operating systems that are refused. */
  osCheck: 'mobile' | 'all but windows' | 'off';
  packageLink: 'quoted' | 'unquoted';
  /** How the download host treats an Authorization header. */
  linkAuthorization: 'refused' | 'ignored';
  linkLifeSeconds: number;
  /** In 2021 `cancel` required a misspelt permission that no app could hold. */
  cancelPermission: 'right' | 'misspelt';
  /** The newest pages omit Machine.Read.All. */
  machineReadRoles: 'read or write' | 'write only';
  ipStatistics: 'current' | 'legacy';
  limits: 'on' | 'off';
  /** Rows in a page of the MDE lists when no $top is given. */
  pageSize: number;
  /** Wall-clock milliseconds before each answer. */
  latencyMs: number;
}

export function usualSwitches(): Switches {
  return {
    service: 'up',
    tooManyBody: 'documented',
    secondCollection: 'refused',
    osCheck: 'mobile',
    packageLink: 'quoted',
    linkAuthorization: 'refused',
    linkLifeSeconds: 300,
    cancelPermission: 'right',
    machineReadRoles: 'read or write',
    ipStatistics: 'current',
    limits: 'on',
    pageSize: 10_000,
    latencyMs: 0,
  };
}
