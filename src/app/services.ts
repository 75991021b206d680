import { version } from '../../package.json';
import { zoneOf } from '../access/on-call';
import type { TeamsAdapter } from '../chat/adapter';
import { checkOutbox } from '../chat/outbox-health';
import { createDefender, type DefenderSettings } from '../defender/create';
import { createGroups } from '../defender/groups';
import { hostClockQuality } from '../delivery/clock-quality';
import { Delivery } from '../delivery/create';
import { LeadDirectory } from '../dispatch/lead-directory';
import { RoleResolver } from '../dispatch/role-resolver';
import { defined } from '../domain/defined';
import type { Person } from '../domain/person';
import { credentialFor } from '../entra/credential';
import { healthOf, type Part } from '../health';
import { openJournal } from '../journal/create';
import { msg, sentence } from '../language/language';
import { openNetworks } from '../networks/open-networks';
import { createPager } from '../paging/create';
import type { Evidence, JobLeases, Networks } from '../ports';
import { StoredBudgetLedger } from '../storage/budget-ledger';
import { StoredOutbox } from '../storage/channels/outbox';
import { StoredPostedCards } from '../storage/channels/posted-cards';
import { StoredSubscriptions } from '../storage/channels/subscriptions';
import { StoredApprovals } from '../storage/collect/approvals';
import { StoredCollections } from '../storage/collect/collections';
import { StoredDrafts } from '../storage/collect/drafts';
import { StoredPendingRequests } from '../storage/collect/pending-requests';
import { StoredHolds } from '../storage/evidence/holds';
import { StoredLinks } from '../storage/evidence/one-time-links';
import { openEvidence } from '../storage/evidence/open-evidence';
import { StoredIncidents } from '../storage/incidents/incidents';
import { StoredRules } from '../storage/incidents/rules';
import { StoredIpMemory } from '../storage/ip-report/ip-memory';
import { StoredIpReports } from '../storage/ip-report/ip-reports';
import { StoredJournalNotes } from '../storage/journal/journal-notes';
import { StoredJournalRows } from '../storage/journal/journal-rows';
import { onCallStores } from '../storage/on-call/on-call';
import { StoredJobLeases } from '../storage/postgres/job-leases';
import type { Engine } from '../workflows/engine/engine';
import type { Infrastructure } from './infrastructure';
import { type WorkflowFigures, workflowParts } from './workflow-health';

/** Creates the adapters that commands and workflows share. */
export async function createServices(
  infrastructure: Infrastructure,
  workflows: Engine,
  adapter: TeamsAdapter,
) {
  const { cloud, clock, config, log, metrics, policy, storage, tokens } = infrastructure;
  const { db } = storage;
  const leases = new StoredJobLeases(db);
  const { dataDir } = config;
  const { maxGigabytes } = policy.retention;
  const evidence = await openEvidence({
    ...defined(config.evidence),
    dataDir,
    maxBytes: config.defender.packageMaxBytes,
    ...(maxGigabytes && { quotaBytes: maxGigabytes * 1e9 }),
    credential: () =>
      credentialFor(defined({ ...config.defender.azure, authority: cloud.authority })),
    clock,
    log,
  });
  const networks = await openNetworks(config.ipDatabase, log);
  const calling = {
    ...cloud,
    incidentSource: config.defender.incidentSource,
    dev: config.dev,
    userAgent: `Bailiff/${version}`,
    tokens,
    ledger: new StoredBudgetLedger(db),
    clock,
    log,
    onCall: ({ endpoint, status }) => metrics.defenderCalls.inc({ endpoint, status }),
  } satisfies DefenderSettings;
  const access = { policy, groups: createGroups(calling), clock, log };
  const roleResolver = new RoleResolver(access);
  const journalRows = new StoredJournalRows(db);
  const notes = new StoredJournalNotes(db);
  const about = { rows: journalRows, notes, outside: evidence, dataDir };
  const { tsaUrl } = config;
  const custody = await openJournal({ ...about, tsaUrl, clock, log, metrics });
  const { journal, seals } = custody;
  const rows = new StoredLinks(db);
  const outbox = new StoredOutbox(db);
  const { publicUrl } = config.http;
  const delivery = new Delivery({
    rows,
    ...(publicUrl && { publicUrl }),
    roleOf: rolesOf(roleResolver),
    journal,
    clock,
    log,
  });
  let figures: WorkflowFigures | undefined;
  const watched = () => figures;
  return {
    clock,
    log,
    workflows,
    /** Adds the state of the workflows to `health`, once they run. */
    watch(known: WorkflowFigures) {
      figures = known;
    },
    evidence,
    defender: createDefender(calling),
    policy,
    roleResolver,
    leads: new LeadDirectory(access),
    journal,
    seals,
    custody,
    delivery,
    links: delivery.links,
    records: journalRows,
    holds: new StoredHolds(db),
    collections: new StoredCollections(db),
    approvals: new StoredApprovals(db),
    drafts: new StoredDrafts(db),
    pendingRequests: new StoredPendingRequests(db),
    ipReports: new StoredIpReports(db),
    ipMemory: new StoredIpMemory(db),
    subscriptions: new StoredSubscriptions(db),
    incidents: new StoredIncidents(db),
    triggers: new StoredRules(db),
    ...onCallStores(db),
    outbox,
    postedCards: new StoredPostedCards(db),
    pager: createPager(defined(config.pager), `Bailiff/${version}`),
    health: healthOf(
      partsOf(infrastructure, { adapter, evidence, leases, networks, outbox, watched }),
      leases,
      clock,
    ),
    ownRanges: policy.ownRanges,
    networks,
    timeZone: zoneOf(policy.onCall),
    portalUrl: cloud.portal,
    version,
    tool: `Bailiff/${version}`,
    clockQuality: hostClockQuality(),
  };
}

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Resolves roles on every call, because group memberships change. */
function rolesOf(resolver: RoleResolver) {
  return async (person: Person) => (await resolver.accessOf(person)).role;
}

interface PartSources {
  readonly adapter: TeamsAdapter;
  readonly evidence: Evidence;
  readonly leases: JobLeases;
  readonly networks: Networks;
  readonly outbox: StoredOutbox;
  readonly watched: () => WorkflowFigures | undefined;
}

/** The checks behind `/readyz` and the command `health`. */
function partsOf(
  { clock, cloud, tokens }: Infrastructure,
  { adapter, evidence, leases, networks, outbox, watched }: PartSources,
): Part[] {
  return [
    {
      part: 'database',
      // A write: a database that went read-only is of no use.
      check: () => leases.succeeded('ready').then(() => sentence`answers`),
      fails: sentence`unusable`,
    },
    {
      part: 'defender',
      check: () => tokens.token(cloud.defender.scope).then(() => sentence`connected`),
      fails: sentence`no token`,
      isOptional: true,
    },
    {
      part: 'evidence',
      check: () => evidence.check().then(() => sentence`writable`),
      fails: sentence`can’t be written to`,
    },
    { part: 'teams', check: () => adapter.check(), fails: sentence`no token`, isOptional: true },
    {
      part: 'networks',
      isOptional: true,
      check: async () => {
        const { date, problem } = networks.data;
        if (problem) throw new Error('a database of networks can not be read');
        return msg`data of ${(date ?? '').slice(0, 10)}`;
      },
      fails: sentence`network owner or country of addresses is missing`,
    },
    ...workflowParts(watched),
    {
      part: 'messages',
      isOptional: true,
      check: () => checkOutbox(outbox, clock),
      fails: sentence`somebody may have missed something`,
    },
  ];
}
