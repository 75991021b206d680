/** What the host says about its own clock, so that a reader knows how far to trust a time. */
export interface ClockQuality {
  /** Who said so: chronyd, systemd-timesyncd, the kernel, or nobody. */
  readonly source: 'chrony' | 'systemd' | 'kernel' | 'unknown';
  readonly synchronized: boolean | 'unknown';
  /** Current offset from the time servers, in milliseconds. */
  readonly offsetMs?: number;
  /** Upper bound of the error, in milliseconds. */
  readonly maxErrorMs?: number;
}
