import { setTimeout as pause } from 'node:timers/promises';
import { version } from '../package.json';
import { furnish, type Shared } from './app/services';
import { type Ground, lay } from './app/infrastructure';
import { openChat } from './app/wire-chat';
import { TeamsAdapter } from './chat/adapter';
import type { Config } from './config';
import { reportOffer } from './delivery/report-offer';
import { BrowserSignIn } from './delivery/sign-in';
import { seconds } from './domain/duration';
import { EntraSignIn } from './entra/sign-in';
import { openIncidentDoor } from './inbound/create';
import type { Journal, Log } from './ports';
import { HttpServer } from './server';
import { StoredLeftovers } from './storage/expired-records';
import { StoredReplicas } from './storage/postgres/replicas';
import { StoredTicks } from './storage/postgres/job-leases';
import { custodyRounds } from './workflows/scheduled/custody-jobs';
import { Engine } from './workflows/engine/engine';
import { houseRounds } from './workflows/scheduled/system-jobs';
import { showAgain } from './workflows/collect/package-step';
import { startRounds } from './workflows/scheduled/scheduled-jobs';
import { stories } from './workflows';
import type { StoryTools } from './workflows/engine/services';

export interface House {
  readonly port: number;
  readonly adminPort: number;
  /** Ends what is under way, takes no more work, closes the database. */
  close(): Promise<void>;
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

/** People sign in where Entra can send their browser back by https; elsewhere the link alone counts. */
function signInOf({ cloud, clock, config, log }: Ground, journal: Journal) {
  const { appId, appPassword, allowedTenants: tenants, loginUrl, tenantId } = config.bot;
  const { publicUrl } = config.http;
  if (!appId || !appPassword || !publicUrl?.startsWith('https:')) return undefined;
  const authority = loginUrl ?? `${cloud.authority}/${tenantId}`;
  const provider = new EntraSignIn({ appId, appSecret: appPassword, authority, tenants });
  return new BrowserSignIn({ provider, secret: appPassword, publicUrl, journal, clock, log });
}
