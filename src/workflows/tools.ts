import type { OwnRange } from '../domain/ip-report';
import type {
  Clock,
  Collections,
  Defender,
  Evidence,
  IpReports,
  Journal,
  Log,
  Messenger,
  Subscriptions,
  Turn,
  Workflows,
} from '../ports';

/** What stories may use. */
export interface StoryTools {
  readonly clock: Clock;
  readonly defender: Defender;
  readonly evidence: Evidence;
  readonly collections: Collections;
  readonly ipReports: IpReports;
  readonly subscriptions: Subscriptions;
  readonly messenger: Messenger;
  readonly journal: Journal;
  readonly workflows: Workflows;
  readonly log: Log;
  readonly ownRanges: readonly OwnRange[];
  /** IANA name of the zone that is shown in channels. */
  readonly timeZone: string;
  readonly portalUrl: string;
  /** Carries one turn through the corridor and gives its answer to who asked. */
  readonly answer: (turn: Turn) => Promise<void>;
}
