import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { version } from '../package.json';
import { defaultPolicy, type Policy, PolicyFault, readPolicy } from './access/policy';
import { TeamsAdapter } from './chat/adapter';
import { Corridor } from './chat/corridor';
import { Inbox } from './chat/inbox';
import { LeadList } from './chat/lead-list';
import { TeamsMessenger } from './chat/messenger';
import { Reception } from './chat/reception';
import { Replies } from './chat/replies';
import { RoleBook } from './chat/role-book';
import { systemClock } from './clock';
import { commands } from './commands';
import type { Config } from './config';
import { createDefender, type DefenderSettings } from './defender/create';
import { createGroups } from './defender/groups';
import { Delivery } from './delivery/create';
import { reportOffer } from './delivery/report-offer';
import { BrowserSignIn } from './delivery/sign-in';
import { seconds } from './domain/duration';
import type { Person } from './domain/person';
import { type Cloud, cloudOf } from './entra/clouds';
import { credentialFor } from './entra/credential';
import { EntraSignIn } from './entra/sign-in';
import { createTokens, developmentTokens } from './entra/tokens';
import { healthOf, type Part } from './health';
import { openIncidentDoor } from './inbound/create';
import { openJournal } from './journal/create';
import { createLog } from './journal/log';
import { Metrics } from './journal/metrics';
import { locales } from './language/catalogue';
import { sentence } from './language/language';
import { createPager } from './paging/create';
import type { Clock, Evidence, Journal, Log, Tokens } from './ports';
import { HttpServer } from './server';
import { StoredApprovals } from './storage/approvals';
import { StoredBudgetLedger } from './storage/budget-ledger';
import { StoredCollections } from './storage/collections';
import { StoredConversations } from './storage/conversations';
import { StoredDrafts } from './storage/drafts';
import { dutyStores } from './storage/duty';
import { StoredHolds } from './storage/holds';
import { StoredIncidents } from './storage/incidents';
import { StoredIpMemory } from './storage/ip-memory';
import { StoredIpReports } from './storage/ip-reports';
import { StoredJournalNotes } from './storage/journal-notes';
import { StoredJournalRows } from './storage/journal-rows';
import { StoredKeptRequests } from './storage/kept-requests';
import { StoredLeftovers } from './storage/leftovers';
import { StoredLinks } from './storage/one-time-links';
import { openStorage, type Storage } from './storage/open';
import { openEvidence } from './storage/open-evidence';
import { StoredReplicas } from './storage/replicas';
import { StoredShownCards } from './storage/shown-cards';
import { StoredSubscriptions } from './storage/subscriptions';
import { StoredTicks } from './storage/ticks';
import { StoredTriggers } from './storage/triggers';
import { custodyRounds } from './workflows/custody-rounds';
import { Engine } from './workflows/engine';
import { houseRounds } from './workflows/house-rounds';
import { showAgain } from './workflows/package-step';
import { startRounds } from './workflows/rounds';
import { stories } from './workflows/stories';
import type { StoryTools } from './workflows/tools';

export interface House {
  readonly port: number;
  readonly adminPort: number;
  /** Ends what is under way, takes no more work, closes the database. */
  close(): Promise<void>;
}

/** What every part needs, made once. */
interface Ground {
  readonly config: Config;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly storage: Storage;
  readonly cloud: Cloud;
  readonly tokens: Tokens;
  /** What can be spoken; a file that can't be read refuses the start. */
  readonly languages: readonly string[];
}

// A turn that is being answered has this long; Teams and the orchestrator wait about ten seconds.
const drainMs = 4_000;
// A store that does not answer must not keep the process from ending in time.
const signOffMs = 2_000;

/** Joins the parts and opens the doors. Nothing listens before everything works. */
export async function openHouse(config: Config): Promise<House> {
  const ground = await lay(config);
  try {
    return await moveIn(ground);
  } catch (error) {
    await ground.storage.close();
    throw error;
  }
}

async function lay(config: Config): Promise<Ground> {
  const languages = locales();
  const policy = loadPolicy(config);
  const log = createLog({ level: config.logLevel });
  const clock = systemClock(config.timeScale);
  const { databaseUrl, dataDir } = config;
  const storage = await openStorage({ databaseUrl, dataDir, log });
  const cloud = cloudOf({ ...config.defender, authorityHost: config.defender.azure.authorityHost });
  const identity = { ...config.defender.azure, authority: cloud.authority };
  // A loopback Defender over http takes the fixed token; a real one is never sent there.
  const isPretended = new URL(cloud.defender.url).protocol === 'http:';
  const tokens = isPretended ? developmentTokens() : createTokens({ identity, clock });
  return { config, policy, languages, clock, log, metrics: new Metrics(), storage, cloud, tokens };
}

async function moveIn(ground: Ground): Promise<House> {
  const { config, clock, log, metrics, storage } = ground;
  const engine = new Engine({ ...storage, executorId: config.executorId, clock, log });
  const adapter = new TeamsAdapter(config.bot);
  const shared = await furnish(ground, engine, adapter);
  const chat = openChat(ground, shared, adapter);
  const tools: StoryTools = { ...shared, messenger: chat.messenger, answer: chat.answer };
  engine.register(stories, tools);
  // The engine's own migrations deadlock when two replicas make them at once.
  await storage.alone(() => engine.launch());

  const ticks = new StoredTicks(storage.db);
  metrics.ask({
    openPackages: () => shared.collections.countOpen(),
    watcherSucceeded: async () => (await ticks.last('watcher'))?.succeededAt,
  });
  const { retention } = ground.policy;
  const custody = custodyRounds({ ...shared, ...shared.custody, ticks, retention });
  const rounds = startRounds([...roundsOf(ground, tools), ...custody], { clock, log });
  const incidentDoor = openIncidentDoor(config, { ...shared, authority: ground.cloud.authority });
  const server = new HttpServer({
    ...config.http,
    inbox: chat.inbox,
    health: shared.health,
    metrics: async () => (await metrics.page()).text,
    onAnswer: (status) => metrics.requests.inc({ status }),
    mount: (routes) => {
      shared.delivery.mount(routes, [reportOffer({ ...shared, portal: shared.portalUrl })]);
      shared.delivery.mountPackages(routes, {
        ...shared,
        onDownloaded: (collection) => showAgain(collection, tools),
        signIn: signInOf(ground, shared.journal),
      });
      incidentDoor.mount(routes);
    },
    log,
  });
  const ports = await server.listen();
  shared.delivery.opened(ports.port);
  log.info({ ...ports, version, languages: ground.languages }, 'Bailiff is open');
  return {
    ...ports,
    async close() {
      await server.close();
      await rounds.stop();
      await engine.drain(drainMs);
      chat.messenger.close();
      await signOff(shared.custody, log);
      await storage.close();
    },
  };
}

/** The last checkpoint covers all that was written; without it the next start makes one. */
async function signOff(custody: Shared['custody'], log: Log): Promise<void> {
  const signed = custody.checkpoint().then(() => true);
  const late = pause(signOffMs, false, { ref: false });
  const isSigned = await Promise.race([signed, late]).catch((error: unknown) => {
    log.error({ error }, 'no last checkpoint of the journal');
    return true;
  });
  if (!isSigned) log.warn({}, 'the last checkpoint of the journal took too long');
}

/** The adapters that commands and stories share. */
async function furnish(ground: Ground, workflows: Engine, adapter: TeamsAdapter) {
  const { cloud, clock, config, log, metrics, policy, storage, tokens } = ground;
  const { db } = storage;
  const ticks = new StoredTicks(db);
  const { dataDir } = config;
  const { maxGigabytes } = policy.retention;
  const evidence = await openEvidence({
    ...config.evidence,
    dataDir,
    maxBytes: config.defender.packageMaxBytes,
    quotaBytes: maxGigabytes && maxGigabytes * 1e9,
    credential: () => credentialFor({ ...config.defender.azure, authority: cloud.authority }),
    clock,
    log,
  });
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
  const standing = { policy, groups: createGroups(calling), clock, log };
  const roleBook = new RoleBook(standing);
  const journalRows = new StoredJournalRows(db);
  const notes = new StoredJournalNotes(db);
  const about = { rows: journalRows, notes, outside: evidence, dataDir };
  const custody = await openJournal({ ...about, clock, log, metrics });
  const { journal } = custody;
  const rows = new StoredLinks(db);
  const { publicUrl } = config.http;
  const delivery = new Delivery({
    rows,
    publicUrl,
    roleOf: rolesIn(roleBook),
    journal,
    clock,
    log,
  });
  return {
    clock,
    log,
    workflows,
    evidence,
    defender: createDefender(calling),
    policy,
    roleBook,
    leads: new LeadList(standing),
    journal,
    custody,
    delivery,
    links: delivery.links,
    records: journalRows,
    holds: new StoredHolds(db),
    collections: new StoredCollections(db),
    approvals: new StoredApprovals(db),
    drafts: new StoredDrafts(db),
    keptRequests: new StoredKeptRequests(db),
    ipReports: new StoredIpReports(db),
    ipMemory: new StoredIpMemory(db),
    subscriptions: new StoredSubscriptions(db),
    incidents: new StoredIncidents(db),
    triggers: new StoredTriggers(db),
    ...dutyStores(db),
    shownCards: new StoredShownCards(db),
    pager: createPager(config.pager, `Bailiff/${version}`),
    health: healthOf(partsOf(ground, { evidence, adapter }), ticks, clock),
    ownRanges: policy.ownRanges,
    timeZone: timeZoneOf(policy),
    portalUrl: cloud.portal,
    version,
  };
}

type Shared = Awaited<ReturnType<typeof furnish>>;

function openChat(ground: Ground, shared: Shared, adapter: TeamsAdapter) {
  const { clock, config, log, storage } = ground;
  const { bot } = config;
  const conversations = new StoredConversations(storage.db);
  const shown = new StoredShownCards(storage.db);
  const replies = new Replies();
  const rules = { ...bot, dev: config.dev };
  const messenger = new TeamsMessenger({ adapter, rules, conversations, shown, clock, log });
  const corridor = new Corridor({
    tools: { ...shared, commands },
    standingOf: (person) => shared.roleBook.standingOf(person),
    journal: shared.journal,
    timeZone: shared.timeZone,
  });
  const reception = new Reception({ corridor, messenger, shown, replies });
  const inbox = new Inbox({
    adapter,
    rules,
    conversations,
    workflows: shared.workflows,
    messenger,
    standingOf: (person) => shared.roleBook.standingOf(person),
    answerOf: (id, ms) => replies.answerOf(id, ms),
    clock,
    log,
  });
  return { inbox, messenger, answer: reception.answer.bind(reception) };
}

function roundsOf({ clock, config, log, policy, storage }: Ground, stories: StoryTools) {
  const interval = seconds(config.defender.watchIntervalSeconds);
  const incidentInterval = seconds(config.defender.incidentIntervalSeconds);
  const ticks = new StoredTicks(storage.db);
  return houseRounds({
    watcher: { ...stories, clock, log, ticks, interval, stories },
    incidents: { ...stories, ticks, incidentInterval },
    replicas: new StoredReplicas(storage.db),
    leftovers: new StoredLeftovers(storage.db),
    executorId: config.executorId,
    keepDays: policy.retention.packageDays,
  });
}

/** Asked anew each time, as the people behind groups come and go. */
function rolesIn(book: RoleBook) {
  return async (person: Person) => (await book.standingOf(person)).role;
}

/** People sign in where Entra can send their browser back by https; elsewhere the link alone counts. */
function signInOf({ cloud, clock, config, log }: Ground, journal: Journal) {
  const { appId, appPassword, allowedTenants: tenants, loginUrl, tenantId } = config.bot;
  const { publicUrl } = config.http;
  if (!appId || !appPassword || !publicUrl?.startsWith('https:')) return undefined;
  const authority = loginUrl ?? `${cloud.authority}/${tenantId}`;
  const provider = new EntraSignIn({ appId, appSecret: appPassword, authority, tenants });
  return new BrowserSignIn({ provider, secret: appPassword, publicUrl, journal, clock, log });
}

/** What `/readyz` and the command `health` ask. */
function partsOf(
  { cloud, storage, tokens }: Ground,
  { evidence, adapter }: { evidence: Evidence; adapter: TeamsAdapter },
): Part[] {
  return [
    {
      part: 'database',
      check: () => sql`select 1`.execute(storage.db).then(() => sentence`answers`),
      fails: sentence`can’t be used`,
    },
    {
      part: 'defender',
      check: () => tokens.token(cloud.defender.scope).then(() => sentence`token held`),
      fails: sentence`no token`,
    },
    {
      part: 'evidence',
      check: () => evidence.check().then(() => sentence`room to write`),
      fails: sentence`can’t be written to`,
    },
    { part: 'teams', check: () => adapter.check(), fails: sentence`no token` },
  ];
}

/** The policy from its file. A policy that can't be read as a whole is not followed in part. */
function loadPolicy({ dev, policyFile }: Config): Policy {
  const everybody = dev ? 'lead' : 'analyst';
  const written = textOf(policyFile);
  if (written === undefined) return defaultPolicy(everybody);
  return readPolicy(written, policyFile, everybody);
}

/** Only a file that is not there is no policy; one that is closed to us must not pass for none. */
function textOf(policyFile: string): string | undefined {
  try {
    return readFileSync(policyFile, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new PolicyFault([
      `${policyFile} can not be read (${code}). POLICY_FILE must name a file that Bailiff may read.`,
    ]);
  }
}

/** The zone that channels share: the on-call rotation's, or the machine's. */
function timeZoneOf({ onCall }: Policy): string {
  return onCall.rotation?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
