/** For whom and when a card is drawn: times on it are written in this zone, by the server. */
export interface RenderContext {
  readonly now: Date;
  /** IANA name. */
  readonly timeZone: string;
  /** Defender's portal, such as `https://security.microsoft.com`; without it no card links there. */
  readonly portal?: string;
  /** How many times faster our own time runs: what the policy means in minutes is said in its minutes. */
  readonly timeScale?: number;
}
