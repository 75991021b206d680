import type { Policy } from '../../access/policy';
import type { OwnRange } from '../../domain/own-ranges';
import type {
  Approvals,
  Clock,
  Collections,
  Defender,
  Digests,
  Evidence,
  FailureAlerts,
  Holds,
  Incidents,
  IpMemory,
  IpReports,
  Journal,
  Leads,
  Log,
  Messenger,
  Outages,
  Overrides,
  Overview,
  Pager,
  PendingAttempt,
  PendingRequests,
  PostedCards,
  Rules,
  Seals,
  Subscriptions,
  Turn,
  Workflows,
} from '../../ports';

/** What stories may use. */
export interface WorkflowServices {
  readonly clock: Clock;
  readonly defender: Defender;
  readonly evidence: Evidence;
  readonly holds: Pick<Holds, 'get'>;
  readonly collections: Collections;
  readonly pendingRequests: PendingRequests;
  readonly approvals: Approvals;
  readonly policy: Policy;
  readonly leads: Leads;
  readonly ipReports: IpReports;
  readonly ipMemory: IpMemory;
  readonly overview: Overview;
  readonly digests: Digests;
  readonly subscriptions: Subscriptions;
  readonly incidents: Incidents;
  readonly triggers: Rules;
  readonly messenger: Messenger;
  readonly failureAlerts: FailureAlerts;
  readonly overrides: Overrides;
  readonly outages: Outages;
  readonly postedCards: Pick<PostedCards, 'get' | 'since'>;
  /** Only where the organisation has a paging of its own. */
  readonly pager?: Pager | undefined;
  readonly journal: Journal;
  readonly seals: Pick<Seals, 'attest'>;
  readonly workflows: Workflows;
  readonly log: Log;
  readonly ownRanges: readonly OwnRange[];
  /** IANA name of the zone that is shown in channels. */
  readonly timeZone: string;
  readonly portalUrl: string;
  /** Bailiff's own. */
  readonly version: string;
  /** Carries one turn through the corridor and gives its answer to who asked. */
  readonly answer: (turn: Turn, kept?: PendingAttempt) => Promise<void>;
}
