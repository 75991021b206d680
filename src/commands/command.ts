import { z } from 'zod';
import type { Policy } from '../access/policy';
import type { RenderContext } from '../cards/kit/render-context';
import { severities } from '../domain/alert';
import type { Reply } from '../domain/card';
import type { Person, Role } from '../domain/person';
import type { Place } from '../domain/place';
import type { Phrasing } from '../grammar/lexicon';
import type { Reading } from '../grammar/reading';
import type {
  Approvals,
  Clock,
  Collections,
  Defender,
  Digests,
  Drafts,
  Evidence,
  FailureAlerts,
  HandOutTool,
  Health,
  Holds,
  Incidents,
  IpMemory,
  IpReports,
  Journal,
  JournalRows,
  Leads,
  Links,
  Log,
  Networks,
  Overrides,
  Overview,
  PendingRequests,
  Rules,
  Seals,
  Subscriptions,
  Workflows,
} from '../ports';

/** A time range made absolute in the sender's time zone; the label is shown. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
  readonly label: string;
}

/** What a command can take from a reading, as zod shapes: its `args` picks from these. */
export const fields = {
  machines: z.array(z.string()).default([]),
  byIp: z.array(z.string()).default([]),
  job: z.string().optional(),
  incident: z.string().optional(),
  alert: z.string().optional(),
  ticket: z.string().optional(),
  reason: z.string().optional(),
  tag: z.string().optional(),
  window: z.object({ from: z.date(), to: z.date(), label: z.string() }).optional(),
  severity: z.array(z.enum(severities)).optional(),
  topic: z.string().optional(),
  words: z.array(z.string()).default([]),
  people: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  flags: z.array(z.string()).default([]),
};

/**
 * The content of a message as the grammar parses it, with times made absolute; a command takes the
 * fields it needs.
 *
 * A button's words are joined by spaces behind its verb and parsed like a typed line, so every
 * button can be typed.
 */
export interface Arguments extends Pick<Reading, Exclude<keyof typeof fields, 'window'>> {
  readonly window?: Window;
}

/** One request of a person, after identity, role and arguments were checked. */
export interface CommandRequest<Args = unknown> {
  readonly actor: Person;
  readonly role: Role;
  readonly place: Place;
  /** IANA name of the requester's zone: typed times are read in it. */
  readonly timeZone: string;
  /** How to render the reply: pass it to the cards. */
  readonly render: RenderContext;
  /** The same for a redelivery: the idempotency key of everything the command opens. */
  readonly requestId: string;
  readonly at: Date;
  readonly via: 'typed' | 'pressed';
  /** Version of the pressed card, which may be outdated. */
  readonly version?: number | undefined;
  /** Set for a pending request: what the command opens gets this id. */
  readonly kept?: { readonly id: string; readonly since: Date } | undefined;
  readonly args: Args;
}

/** The services of every command. */
export interface PlatformServices {
  readonly clock: Clock;
  readonly log: Log;
  readonly workflows: Workflows;
  readonly journal: Journal;
  readonly policy: Policy;
  /** Defender's portal, such as `https://security.microsoft.com`, for the links on cards. */
  readonly portalUrl?: string;
}

/** Finding machines, and asking which one is meant. */
export interface MachineServices {
  readonly defender: Defender;
  readonly drafts: Drafts;
}

/** Collections, before and after they have begun. */
export interface CollectServices {
  readonly collections: Collections;
  readonly approvals: Approvals;
  readonly pendingRequests: PendingRequests;
}

export interface ReportServices {
  readonly ipReports: IpReports;
  readonly ipMemory: IpMemory;
  readonly networks: Networks;
}

/** Stored packages and their chain of custody. */
export interface CustodyServices extends HandOutTool {
  readonly evidence: Pick<Evidence, 'note' | 'onDisk'>;
  readonly holds: Holds;
  readonly seals: Pick<Seals, 'receipt'>;
  /** Journal entries about an object. */
  readonly records: Pick<JournalRows, 'about'>;
  readonly links: Links;
}

export interface IncidentServices {
  readonly incidents: Incidents;
  readonly triggers: Rules;
}

export interface OnCallServices {
  readonly leads: Leads;
  readonly failureAlerts: FailureAlerts;
  readonly overrides: Overrides;
}

/** What channels get, and the open items that a digest or a handover lists. */
export interface ChannelServices {
  readonly subscriptions: Subscriptions;
  readonly digests: Digests;
  readonly overview: Overview;
}

/** What help and health describe. */
export interface HelpServices {
  /** All commands. */
  readonly commands: readonly Command[];
  readonly health: Health;
}

/** All services. A command declares the groups that it uses; see `defineCommand`. */
export interface CommandServices
  extends PlatformServices,
    MachineServices,
    CollectServices,
    ReportServices,
    CustodyServices,
    IncidentServices,
    OnCallServices,
    ChannelServices,
    HelpServices {}

/** The definition of a command; the grammar, help, permission checks and buttons derive from it. */
export interface Command<Args = unknown> extends Phrasing {
  /** One sentence for the list that `help` shows. */
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly string[];
  /** The minimum role that may use it. */
  readonly role: Role;
  /** Whether it is queued and retried if Defender is unreachable while it looks things up. */
  readonly isQueueable?: (args: Pick<Arguments, 'flags'>) => boolean;
  readonly args: z.ZodType<Args>;
  // A method, not a property: commands with different arguments can then share one list.
  run(request: CommandRequest<Args>, services: CommandServices): Promise<Reply>;
}

/**
 * Defines a command. Its `run` declares the groups of services that it uses, such as
 * `PlatformServices & OnCallServices`; without a declaration it gets `PlatformServices` only.
 */
export function defineCommand<Args, Services extends Partial<CommandServices> = PlatformServices>(
  command: Omit<Command<Args>, 'run'> & {
    run(request: CommandRequest<Args>, services: Services): Promise<Reply>;
  },
): Command<Args> {
  return command as Omit<Command<Args>, 'run'> & Pick<Command<Args>, 'run'>;
}
