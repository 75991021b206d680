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
  Networks,
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

/** What every workflow has. */
export interface PlatformServices {
  readonly clock: Clock;
  readonly log: Log;
  readonly workflows: Workflows;
  readonly journal: Journal;
  readonly policy: Policy;
  /** IANA name of the shared time zone. */
  readonly timeZone: string;
  readonly portalUrl: string;
  /** Bailiff's own version. */
  readonly version: string;
}

/** What workflows post, and how they answer a turn. */
export interface ChatServices {
  readonly messenger: Messenger;
  readonly postedCards: Pick<PostedCards, 'get' | 'since'>;
  readonly subscriptions: Subscriptions;
  /** Dispatches one turn and posts its reply. Idempotent, but after a crash the reply may be posted twice. */
  readonly answer: (turn: Turn, pending?: PendingAttempt) => Promise<void>;
}

/** What collections and their evidence need. */
export interface CollectServices {
  readonly defender: Defender;
  readonly evidence: Evidence;
  readonly holds: Pick<Holds, 'get'>;
  readonly seals: Pick<Seals, 'attest'>;
  readonly collections: Collections;
  readonly pendingRequests: PendingRequests;
  readonly approvals: Approvals;
}

export interface ReportServices {
  readonly ipReports: IpReports;
  readonly ipMemory: IpMemory;
  readonly ownRanges: readonly OwnRange[];
  readonly networks: Networks;
}

export interface IncidentServices {
  readonly incidents: Incidents;
  readonly triggers: Rules;
}

export interface OnCallServices {
  readonly leads: Leads;
  readonly failureAlerts: FailureAlerts;
  readonly overrides: Overrides;
  readonly outages: Outages;
  /** Only where the organisation has its own paging service. */
  readonly pager?: Pager | undefined;
}

export interface DigestServices {
  readonly overview: Overview;
  readonly digests: Digests;
}

/** All of them: for workflows that touch most features. The others declare the groups they use. */
export interface WorkflowServices
  extends PlatformServices,
    ChatServices,
    CollectServices,
    ReportServices,
    IncidentServices,
    OnCallServices,
    DigestServices {}
