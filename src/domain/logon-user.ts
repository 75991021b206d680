/** An account that was logged on to a machine, as reported by Defender. */
export interface LogonUser {
  readonly name: string;
  readonly domain?: string | undefined;
  readonly firstSeen?: Date | undefined;
  readonly lastSeen?: Date | undefined;
  /** `Interactive`, `RemoteInteractive`, `Network`, …; several are separated by commas. */
  readonly logonTypes?: string | undefined;
  readonly isDomainAdmin: boolean;
}
