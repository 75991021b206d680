/** Where Microsoft's pages and what people have seen disagree, a client must bear both. */
export interface Switches {
  /** Whether anybody is reached at all: Defender, Graph and the sign-in. */
  service: 'up' | 'away';
  /** The body of a 429. */
  tooManyBody: 'documented' | 'observed';
  /** A second collection on a machine: refused, or answered with the one that runs. */
  secondCollection: 'refused' | 'existing action';
  /** Which systems may not collect: telephones, all but Windows, or none is checked. */
  osCheck: 'mobile' | 'all but windows' | 'off';
  packageLink: 'quoted' | 'unquoted';
  /** What the download host does with an Authorization header. */
  linkAuthorization: 'refused' | 'ignored';
  linkLifeSeconds: number;
  /** In 2021 cancelling asked for a misspelt permission that no app could hold. */
  cancelPermission: 'right' | 'misspelt';
  /** The newest pages no longer name Machine.Read.All. */
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
