import { setTimeout as pause } from 'node:timers/promises';
import { version } from '../package.json';
import { createInfrastructure, type Infrastructure } from './app/infrastructure';
import { createServices, type Services } from './app/services';
import { wireChat } from './app/wire-chat';
import { TeamsAdapter } from './chat/adapter';
import type { Config } from './config';
import { receiptOffer } from './delivery/receipt-offer';
import { reportOffer } from './delivery/report-offer';
import { BrowserSignIn } from './delivery/sign-in';
import { defined } from './domain/defined';
import { seconds } from './domain/duration';
import { EntraSignIn } from './entra/sign-in';
import { createIncidentEndpoint } from './inbound/create';
import type { Journal, Log } from './ports';
import { HttpServer } from './server';
import { StoredExpiredRecords } from './storage/expired-records';
import { StoredFailedWorkflows } from './storage/failed-workflows';
import { StoredJobLeases } from './storage/postgres/job-leases';
import { StoredReplicas } from './storage/postgres/replicas';
import { allWorkflows } from './workflows';
import { showAgain } from './workflows/collect/package-step';
import { Engine } from './workflows/engine/engine';
import { runs } from './workflows/engine/runs';
import type { WorkflowServices } from './workflows/engine/services';
import { custodyJobs } from './workflows/scheduled/custody-jobs';
import { Heartbeat } from './workflows/scheduled/replicas';
import { startScheduledJobs } from './workflows/scheduled/scheduled-jobs';
import { systemJobs } from './workflows/scheduled/system-jobs';
import { workflowJobs } from './workflows/scheduled/workflow-jobs';

export interface App {
  readonly port: number;
  readonly adminPort: number;
  /** Finishes running requests, accepts no more, and closes the database. */
  close(): Promise<void>;
}

// Running turns get this long; Teams and the orchestrator wait about ten seconds.
const drainMs = 4_000;
// A store that does not answer must not delay the end of the process.
const signCheckpointMs = 2_000;

/** Wires the services together and starts listening once everything is up. */
export async function startApp(config: Config): Promise<App> {
  const infrastructure = await createInfrastructure(config);
  try {
    return await wireApp(infrastructure);
  } catch (error) {
    await infrastructure.storage.close();
    throw error;
  }
}

async function wireApp(infrastructure: Infrastructure): Promise<App> {
  const { config, clock, log, metrics, storage } = infrastructure;
  const { executorId } = config;
  const engine = new Engine({ ...storage, executorId, clock, log });
  const adapter = new TeamsAdapter(defined(config.bot));
  const services = await createServices(infrastructure, engine, adapter);
  const chat = wireChat(infrastructure, services, adapter);
  const workflowServices: WorkflowServices = {
    ...services,
    messenger: chat.messenger,
    answer: chat.answer,
  };
  engine.register(allWorkflows, workflowServices);
  // The engine's migrations deadlock when two replicas run them at once.
  await storage.alone(() => engine.launch());

  await chat.deliverer.start();

  const leases = new StoredJobLeases(storage.db);
  const replicas = new StoredReplicas(storage.db);
  const { running } = engine;
  const heartbeat = new Heartbeat({
    executorId,
    ...{ replicas, runs, running, log },
    outbox: services.outbox,
  });
  const failedWorkflows = new StoredFailedWorkflows(storage.db);
  if (storage.isExclusive) await heartbeat.adoptAll();
  services.watch({
    orphanedWorkflows: () => heartbeat.orphaned,
    oldestTurn: () => runs.oldestTurn(),
    failedWorkflows: () => failedWorkflows.unresolved(),
  });
  metrics.ask({
    orphanedWorkflows: async () => heartbeat.orphaned,
    oldestTurn: () => runs.oldestTurn(),
    failedWorkflows: async () => (await failedWorkflows.unresolved()).length,
    health: () => services.health.parts(),
    openPackages: () => services.collections.countOpen(),
    oldestMessageMs: async () => (await services.outbox.backlog()).oldestMs,
    pollerSucceeded: async () => (await leases.last('watcher'))?.succeededAt,
  });
  const { retention } = infrastructure.policy;
  const custody = custodyJobs({ ...services, ...services.custody, leases, retention });
  const scheduledJobs = startScheduledJobs(
    [
      ...scheduledJobsOf(infrastructure, workflowServices),
      ...workflowJobs({ heartbeat, failedWorkflows, leases, runs, workflows: engine, clock, log }),
      ...custody,
    ],
    { clock, log },
  );
  const incidentEndpoint = createIncidentEndpoint(
    {
      dev: config.dev,
      bot: defined(config.bot),
      defender: { azure: defined(config.defender.azure) },
    },
    { ...services, authority: infrastructure.cloud.authority },
  );
  const server = new HttpServer({
    ...config.http,
    activityHandler: chat.activityHandler,
    health: services.health,
    metrics: async () => (await metrics.page()).text,
    onAnswer: (status) => metrics.requests.inc({ status }),
    mount: (routes) => {
      services.delivery.mount(routes, [
        reportOffer({ ...services, portal: services.portalUrl }),
        receiptOffer(services),
      ]);
      services.delivery.mountPackages(routes, {
        ...services,
        onDownloaded: (collection) => showAgain(collection, workflowServices),
        ...defined({ signIn: signInOf(infrastructure, services.journal) }),
      });
      incidentEndpoint.mount(routes);
    },
    log,
  });
  const ports = await server.listen();
  services.delivery.opened(ports.port);
  log.info({ ...ports, version, languages: infrastructure.languages }, 'Bailiff is open');
  return {
    ...ports,
    async close() {
      await server.close();
      await scheduledJobs.stop();
      await engine.drain(drainMs);
      await chat.deliverer.stop();
      await replicas
        .leave(executorId)
        .catch((error: unknown) => log.warn({ error }, 'could not sign off'));
      await signCheckpoint(services.custody, log);
      await storage.close();
    },
  };
}

/** Signs a last checkpoint over the whole journal; without it the next start makes one. */
async function signCheckpoint(custody: Services['custody'], log: Log): Promise<void> {
  const signed = custody.checkpoint().then(() => true);
  const late = pause(signCheckpointMs, false, { ref: false });
  const isSigned = await Promise.race([signed, late]).catch((error: unknown) => {
    log.error({ error }, 'the last journal checkpoint failed');
    return true;
  });
  if (!isSigned) log.warn({}, 'the last journal checkpoint timed out');
}

function scheduledJobsOf(
  { clock, config, log, policy, storage }: Infrastructure,
  workflowServices: WorkflowServices,
) {
  const interval = seconds(config.defender.watchIntervalSeconds);
  const incidentInterval = seconds(config.defender.incidentIntervalSeconds);
  const leases = new StoredJobLeases(storage.db);
  return systemJobs({
    poller: { ...workflowServices, clock, log, leases, interval, services: workflowServices },
    incidents: { ...workflowServices, leases, incidentInterval },
    expiredRecords: new StoredExpiredRecords(storage.db),
    keepDays: policy.retention.packageDays,
  });
}

/** Browser sign-in, only with an https redirect URL; otherwise the one-time link alone authorizes. */
function signInOf({ cloud, clock, config, log }: Infrastructure, journal: Journal) {
  const { appId, appPassword, allowedTenants: tenants, loginUrl, tenantId } = config.bot;
  const { publicUrl } = config.http;
  if (!appId || !appPassword || !publicUrl?.startsWith('https:')) return undefined;
  const authority = loginUrl ?? `${cloud.authority}/${tenantId}`;
  const provider = new EntraSignIn({ appId, appSecret: appPassword, authority, tenants });
  return new BrowserSignIn({ provider, secret: appPassword, publicUrl, journal, clock, log });
}
