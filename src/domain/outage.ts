/** A period in which Defender was unreachable: one banner, however many requests wait. */
export interface Outage {
  readonly id: string;
  readonly since: Date;
  /** When nothing waited any more. */
  readonly backAt?: Date;
  /** When all affected requests had finished. */
  readonly closedAt?: Date;
  /** Ids of all packages that waited at any time. */
  readonly waited: readonly string[];
}
