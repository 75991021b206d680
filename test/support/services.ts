import { leadsOf } from '../../src/access/on-call';
import { defaultPolicy, type Policy } from '../../src/access/policy';
import { commands } from '../../src/commands';
import type { CommandRequest, CommandServices } from '../../src/commands/command';
import type { Incident } from '../../src/domain/alert';
import type { Collection } from '../../src/domain/collection';
import type { Draft } from '../../src/domain/draft';
import type { FailureAlert } from '../../src/domain/failure-alert';
import type { LogonUser } from '../../src/domain/logon-user';
import type { Machine } from '../../src/domain/machine';
import type { Override } from '../../src/domain/on-call';
import type { PendingRequest } from '../../src/domain/pending-request';
import { channelOf } from '../../src/domain/place';
import type {
  Defender,
  Drafts,
  Health,
  IpReportRecord,
  IpReports,
  JournalRow,
  PendingRequests,
  Subscription,
  Subscriptions,
  Workflows,
} from '../../src/ports';
import { mia, thread } from './builders';
import { type TestClock, testClock } from './clock';
import { memoryApprovals, memoryCollections } from './collections';
import { memoryCustody } from './custody';
import { memoryFailureAlerts, memoryOverrides } from './failure-alerts';
import { memoryIncidents, memoryTriggers } from './incidents';
import { memoryOfIps } from './ip-memory';
import { noNetworks } from './networks';
import { memoryOverview } from './overview';
import { quietLog } from './quiet-log';

/** Services in memory, and a record of their calls. */
export interface FakeServices extends CommandServices {
  readonly clock: TestClock;
  /** Started workflows, each once: `collect-package C-00001/1:1`. */
  readonly started: string[];
  readonly told: { readonly workflowId: string; readonly news: unknown; readonly once?: string }[];
  /** The stored collections; tests may add some. */
  readonly stored: Collection[];
  readonly subscribed: Subscription[];
  readonly reported: FailureAlert[];
  readonly overridden: Override[];
  /** Calls to Defender, by name. */
  readonly asked: string[];
  /** Rows of the journal. */
  readonly rows: readonly JournalRow[];
  /** Small files in the evidence store. */
  readonly noted: ReadonlyMap<string, string>;
}

interface World {
  readonly incidents?: readonly Incident[];
  readonly machines?: readonly Machine[];
  readonly collections?: readonly Collection[];
  readonly failureAlerts?: readonly FailureAlert[];
  readonly policy?: Partial<Policy>;
  /** Who was logged on, by machine id. */
  readonly users?: ReadonlyMap<string, LogonUser[]>;
}

export function fakeServices({
  machines = [],
  collections = [],
  incidents = [],
  failureAlerts = [],
  policy,
  users = new Map(),
}: World = {}): FakeServices {
  const clock = testClock();
  const stored = [...collections];
  const started: string[] = [];
  const told: FakeServices['told'] = [];
  const subscribed: Subscription[] = [];
  const asked: string[] = [];
  const reported = [...failureAlerts];
  const overridden: Override[] = [];
  const ipReports = memoryIpReports(clock);
  const { overview, ...digests } = memoryOverview();
  return {
    ...{ clock, started, told, stored, subscribed, asked, commands },
    log: quietLog,
    portalUrl: 'https://security.microsoft.com',
    policy: { ...defaultPolicy('lead'), ...policy },
    leads: { list: async () => leadsOf({ ...defaultPolicy('lead'), ...policy }) },
    defender: fakeDefender(machines, asked, incidents, users),
    collections: memoryCollections(stored, clock),
    approvals: memoryApprovals(stored, clock),
    ...{ reported, overridden },
    failureAlerts: memoryFailureAlerts(reported),
    overrides: memoryOverrides(overridden),
    drafts: memoryDrafts(),
    pendingRequests: memoryPendingRequests(),
    ...memoryCustody(clock),
    tool: 'Bailiff/test',
    clockQuality: async () => ({ source: 'unknown', synchronized: 'unknown' }),
    ipReports,
    ipMemory: memoryOfIps(),
    networks: noNetworks,
    ...digests,
    overview: {
      ...overview,
      async jobs(askedBy) {
        const reports = await ipReports.list({ askedBy, most: Number.POSITIVE_INFINITY });
        const mine = stored.filter((one) => !askedBy || one.askedBy.id === askedBy);
        return { collections: mine.length, reports: reports.length };
      },
    },
    subscriptions: memorySubscriptions(subscribed),
    incidents: memoryIncidents(incidents),
    triggers: memoryTriggers(),
    workflows: fakeWorkflows(started, told),
    health: {
      parts: async () => [{ part: 'Defender', ok: true, says: 'answers' }],
    } satisfies Health,
  };
}

/** A request as the dispatcher passes it: Mia, a responder, in a channel's thread. */
export function request<Args>(
  args: Args,
  facts: Partial<CommandRequest> = {},
): CommandRequest<Args> {
  const { at = new Date('2026-11-20T10:00:00Z'), timeZone = 'Europe/Berlin' } = facts;
  return {
    actor: mia,
    role: 'responder',
    place: thread,
    timeZone,
    render: { now: at, timeZone },
    requestId: 'request-1',
    at,
    via: 'typed',
    ...facts,
    args,
  };
}

/** Only what commands use; anything else is a mistake of the test. */
function fakeDefender(
  machines: readonly Machine[],
  asked: string[],
  incidents: readonly Incident[],
  users: ReadonlyMap<string, LogonUser[]>,
): Defender {
  const label = (name: string) => name.split('.')[0];
  const answers = (machine: Machine, wanted: string) =>
    [machine.name, label(machine.name), machine.id].includes(wanted.toLowerCase());
  return {
    async machine(id: string) {
      asked.push(`machine ${id}`);
      return machines.find((machine) => machine.id === id.toLowerCase());
    },
    async machinesNamed(names: readonly string[]) {
      asked.push(`machinesNamed ${names.length}`);
      return new Map(names.map((name) => [name, machines.filter((one) => answers(one, name))]));
    },
    async machinesStartingWith(prefix: string) {
      asked.push(`machinesStartingWith ${prefix}`);
      return machines.filter(({ name }) => name.startsWith(prefix.toLowerCase()));
    },
    async machinesByIp(ip: string) {
      asked.push(`machinesByIp ${ip}`);
      return machines.filter(({ lastIp }) => lastIp === ip);
    },
    async incident(id: string) {
      asked.push(`incident ${id}`);
      return incidents.find((one) => one.id === id);
    },
    async logonUsers(machineId: string) {
      asked.push(`logonUsers ${machineId}`);
      return users.get(machineId) ?? [];
    },
    async machinesTagged(tag: string) {
      asked.push(`machinesTagged ${tag}`);
      return machines.filter(({ tags }) => tags.includes(tag));
    },
  } as Defender;
}

function fakeWorkflows(started: string[], told: FakeServices['told']): Workflows {
  return {
    async start(name, id) {
      if (!started.includes(`${name} ${id}`)) started.push(`${name} ${id}`);
    },
    async signal(workflowId, _topic, news, once) {
      told.push({ workflowId, news, ...(once && { once }) });
    },
  };
}

function memoryDrafts(): Drafts {
  const byRequest = new Map<string, Draft>();
  return {
    async keep(requestId, draft) {
      const kept = byRequest.get(requestId) ?? { ...draft, id: `C-D000${byRequest.size + 1}` };
      byRequest.set(requestId, kept);
      return kept;
    },
    get: async (id) => [...byRequest.values()].find((one) => one.id === id),
    async end(id, end) {
      const [requestId, draft] = [...byRequest].find(([, one]) => one.id === id)!;
      const ended = draft.end ? draft : { ...draft, end };
      byRequest.set(requestId, ended);
      return ended;
    },
  };
}

function memoryPendingRequests(): PendingRequests {
  const byRequest = new Map<string, PendingRequest>();
  const change = async (id: string, changed: Partial<PendingRequest>) => {
    const [requestId, kept] = [...byRequest].find(([, one]) => one.id === id)!;
    const after = kept.end ? kept : { ...kept, ...changed };
    byRequest.set(requestId, after);
    return after;
  };
  return {
    async keep(requestId, request) {
      const kept = byRequest.get(requestId) ?? { ...request, id: `C-K000${byRequest.size + 1}` };
      byRequest.set(requestId, kept);
      return kept;
    },
    get: async (id) => [...byRequest.values()].find((one) => one.id === id),
    of: async (requestId) => byRequest.get(requestId),
    hinder: (id, retryState) => change(id, { retryState }),
    end: (id, end) => change(id, { end }),
    waiting: async (askedBy) =>
      [...byRequest.values()].filter((one) => !one.end && (!askedBy || one.askedBy.id === askedBy)),
  };
}

function memoryIpReports(clock: TestClock): IpReports {
  const records = new Map<string, IpReportRecord>();
  const byId = (id: string) => [...records].find(([, { request }]) => request.id === id);
  return {
    async open(requestId, asked) {
      const id = `C-1P00${records.size}`;
      const opened = {
        request: { ...asked, id },
        state: 'running',
        startedAt: clock.now(),
      } as const;
      const record = records.get(requestId) ?? opened;
      records.set(requestId, record);
      return record.request;
    },
    get: async (id) => byId(id)?.[1],
    async finish(id, ended) {
      const [requestId, record] = byId(id)!;
      if (record.state === 'running')
        records.set(requestId, { ...record, ...ended, endedAt: clock.now() });
    },
    cancel: async (id) => byId(id) !== undefined,
    async list({ askedBy, channel, most, open, state }) {
      return [...records.values()]
        .toReversed()
        .filter(({ request }) => !askedBy || request.askedBy.id === askedBy)
        .filter(({ request: { place } }) => !channel || channelOf(place.conversationId) === channel)
        .filter((one) => open === undefined || (one.state === 'running') === open)
        .filter((one) => !state || one.state === state)
        .slice(0, most);
    },
  };
}

function memorySubscriptions(subscribed: Subscription[]): Subscriptions {
  const isMeant = (conversationId: string, topic?: string) => (one: Subscription) =>
    one.conversationId === conversationId && (!topic || one.topic === topic);
  return {
    async add(subscription) {
      subscribed.push(subscription);
    },
    async remove(conversationId, topic) {
      const gone = subscribed.filter(isMeant(conversationId, topic));
      for (const one of gone) subscribed.splice(subscribed.indexOf(one), 1);
      return gone.length;
    },
    async of(conversationId) {
      return subscribed.filter(isMeant(conversationId));
    },
    async to(topic) {
      return subscribed.filter((one) => one.topic === topic);
    },
  };
}
