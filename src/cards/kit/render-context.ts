/** The reader's zone and time, in which the server writes the times of a card. */
export interface RenderContext {
  readonly now: Date;
  /** IANA name. */
  readonly timeZone: string;
  /**
   * Defender's portal, such as `https://security.microsoft.com`; without it cards have no links to
   * it.
   */
  readonly portal?: string;
  /** How many times faster product time runs: durations of the policy are shown as configured. */
  readonly timeScale?: number;
}
