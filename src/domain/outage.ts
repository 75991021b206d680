/** A time at which Defender did not answer: one banner, however many requests wait. */
export interface Outage {
  readonly id: string;
  readonly since: Date;
  /** Nobody waits any more. */
  readonly backAt?: Date;
  /** All that waited have come to their end. */
  readonly closedAt?: Date;
  /** Ids of the packages that waited at any time. */
  readonly waited: readonly string[];
}
