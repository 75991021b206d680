import type { Policy } from '../../access/policy';
import type { OwnRange } from '../../domain/own-ranges';
import type {
  Approvals,
  Clock,
  Collections,
  Defender,
  Digests,
  Evidence,
  Holds,
  Incidents,
  IpMemory,
  IpReports,
  Journal,
  KeptAsk,
  KeptRequests,
  Leads,
  Log,
  Messenger,
  Notices,
  Outages,
  Overrides,
  Overview,
  Pager,
  ShownCards,
  Subscriptions,
  Triggers,
  Turn,
  Workflows,
} from '../../ports';

/** What stories may use. */
export interface StoryTools {
  readonly clock: Clock;
  readonly defender: Defender;
  readonly evidence: Evidence;
  readonly holds: Pick<Holds, 'get'>;
  readonly collections: Collections;
  readonly keptRequests: KeptRequests;
  readonly approvals: Approvals;
  readonly policy: Policy;
  readonly leads: Leads;
  readonly ipReports: IpReports;
  readonly ipMemory: IpMemory;
  readonly overview: Overview;
  readonly digests: Digests;
  readonly subscriptions: Subscriptions;
  readonly incidents: Incidents;
  readonly triggers: Triggers;
  readonly messenger: Messenger;
  readonly notices: Notices;
  readonly overrides: Overrides;
  readonly outages: Outages;
  readonly shownCards: Pick<ShownCards, 'get' | 'since'>;
  /** Only where the organisation has a paging of its own. */
  readonly pager?: Pager;
  readonly journal: Journal;
  readonly workflows: Workflows;
  readonly log: Log;
  readonly ownRanges: readonly OwnRange[];
  /** IANA name of the zone that is shown in channels. */
  readonly timeZone: string;
  readonly portalUrl: string;
  /** Bailiff's own. */
  readonly version: string;
  /** Carries one turn through the corridor and gives its answer to who asked. */
  readonly answer: (turn: Turn, kept?: KeptAsk) => Promise<void>;
}
