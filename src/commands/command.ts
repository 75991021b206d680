import { z } from 'zod';
import type { Policy } from '../access/policy';
import type { RenderContext } from '../cards/kit/render-context';
import { type Severity, severities } from '../domain/alert';
import type { Reply } from '../domain/card';
import type { Person, Role } from '../domain/person';
import type { Place } from '../domain/place';
import type { Phrasing } from '../grammar/lexicon';
import type {
  Approvals,
  Clock,
  Collections,
  Defender,
  Digests,
  Drafts,
  Evidence,
  FailureAlerts,
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

/**
 * What a message can hold, as the grammar reads it; a command takes the fields it needs.
 *
 * A button's words are joined by spaces behind its verb and read like a typed line, so nothing
 * can be pressed that could not be typed.
 */
export interface Arguments {
  /** Machine names or ids as written, in order, without repeats. */
  readonly machines: readonly string[];
  readonly byIp: readonly string[];
  readonly job?: string;
  readonly incident?: string;
  readonly alert?: string;
  readonly ticket?: string;
  readonly reason?: string;
  readonly tag?: string;
  readonly window?: Window;
  readonly severity?: readonly Severity[];
  readonly topic?: string;
  readonly words: readonly string[];
  readonly people: readonly Person[];
  /** Without their dashes: `confirmed`, `all`, `again`. */
  readonly flags: readonly string[];
}

/** A span of time made absolute in the sender's time zone; the label is shown. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
  readonly label: string;
}

/** The fields of `Arguments` as zod shapes: a command's `args` picks from these. */
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

/** One thing a person asked for, after identity, role and arguments were checked. */
export interface CommandRequest<Args = unknown> {
  readonly actor: Person;
  readonly role: Role;
  readonly place: Place;
  /** IANA name of the requester's zone: times that they typed are read in it. */
  readonly timeZone: string;
  /** How the answer is drawn: pass it to the cards. */
  readonly render: RenderContext;
  /** The same for a redelivery: whatever is opened under it is opened once. */
  readonly requestId: string;
  readonly at: Date;
  readonly via: 'typed' | 'pressed';
  /** Of the card that a pressed button stood on: it may be older than what is so now. */
  readonly version?: number | undefined;
  /** Set when it was kept while Defender was away: what it begins goes by that id. */
  readonly kept?: { readonly id: string; readonly since: Date } | undefined;
  readonly args: Args;
}

/** What a command may use. */
export interface CommandServices {
  readonly clock: Clock;
  readonly defender: Defender;
  readonly collections: Collections;
  readonly approvals: Approvals;
  readonly drafts: Drafts;
  readonly pendingRequests: PendingRequests;
  readonly ipReports: IpReports;
  readonly ipMemory: IpMemory;
  readonly networks: Networks;
  readonly overview: Overview;
  readonly digests: Digests;
  readonly failureAlerts: FailureAlerts;
  readonly overrides: Overrides;
  readonly subscriptions: Subscriptions;
  readonly links: Links;
  readonly evidence: Pick<Evidence, 'note' | 'onDisk'>;
  readonly holds: Holds;
  readonly journal: Journal;
  readonly seals: Pick<Seals, 'receipt'>;
  /** What the journal says about something. */
  readonly records: Pick<JournalRows, 'about'>;
  readonly incidents: Incidents;
  readonly triggers: Rules;
  readonly workflows: Workflows;
  readonly health: Health;
  readonly policy: Policy;
  readonly leads: Leads;
  readonly log: Log;
  /** Defender's portal, such as `https://security.microsoft.com`, for the links on cards. */
  readonly portalUrl?: string;
  /** The list itself, for `help`. */
  readonly commands: readonly Command[];
}

/** All that is known of a command; the grammar, help, permission checks and buttons follow from it. */
export interface Command<Args = unknown> extends Phrasing {
  /** One sentence for the list that `help` shows. */
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly string[];
  /** The minimum role that may use it. */
  readonly role: Role;
  /** Whether it is kept, and asked again, when Defender is away while it looks things up. */
  readonly isQueueable?: (args: Pick<Arguments, 'flags'>) => boolean;
  readonly args: z.ZodType<Args>;
  // A method, not a property: that lets commands with arguments of their own share one list.
  run(request: CommandRequest<Args>, services: CommandServices): Promise<Reply>;
}

export function defineCommand<Args>(command: Command<Args>): Command<Args> {
  return command;
}
