import type { RateReservation } from '../ports';
import type { Endpoint } from './limits';

/** An endpoint and the path of one call to it. */
export interface CallTarget {
  readonly endpoint: Endpoint;
  /** Path and query below the origin; every foreign part is encoded. */
  readonly path: string;
  /** Retries once after a 404: machine reads sporadically return one. */
  readonly again404?: boolean | undefined;
  /** A rate limit slot reserved beforehand. */
  readonly reservation?: RateReservation | undefined;
}
