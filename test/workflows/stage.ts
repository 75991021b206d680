import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { defaultPolicy } from '../../src/access/policy';
import { isOver } from '../../src/domain/action';
import type { Card, Message } from '../../src/domain/card';
import type { Collection } from '../../src/domain/collection';
import type { Place } from '../../src/domain/place';
import type { JobLeases, JournalEvent, PackageSignal, PostedCards } from '../../src/ports';
import { StoredPostedCards } from '../../src/storage/channels/posted-cards';
import { StoredSubscriptions } from '../../src/storage/channels/subscriptions';
import { StoredApprovals } from '../../src/storage/collect/approvals';
import { StoredCollections } from '../../src/storage/collect/collections';
import { StoredPendingRequests } from '../../src/storage/collect/pending-requests';
import { StoredHolds } from '../../src/storage/evidence/holds';
import { LocalEvidence } from '../../src/storage/evidence/local-evidence';
import { StoredIncidents } from '../../src/storage/incidents/incidents';
import { StoredRules } from '../../src/storage/incidents/rules';
import { StoredIpMemory } from '../../src/storage/ip-report/ip-memory';
import { StoredIpReports } from '../../src/storage/ip-report/ip-reports';
import { onCallStores } from '../../src/storage/on-call/on-call';
import type { Database } from '../../src/storage/postgres/database';
import { StoredJobLeases } from '../../src/storage/postgres/job-leases';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { admits } from '../support/admission';
import { type TestClock, testClock } from '../support/clock';
import { type TestDatabase, testDatabase } from '../support/database';
import { defenderAt } from '../support/defender';
import { noNetworks } from '../support/networks';
import { quietLog } from '../support/quiet-log';
import { read } from '../support/reader';

export const mia = { id: 'mia-id', name: 'Mia Chen' };
export const soc: Place = { conversationId: '19:soc@thread.tacv2;messageid=1', kind: 'channel' };

/**
 * The dependencies of a workflow: real tables, real files and a simulated Defender; only Teams is
 * recorded.
 */
export interface Stage {
  readonly simulator: Simulator;
  readonly services: WorkflowServices;
  readonly clock: TestClock;
  readonly postedCards: PostedCards;
  readonly leases: JobLeases;
  readonly posted: { place: Place; message: Message }[];
  readonly shown: { name: string; card: Card; final: boolean }[];
  readonly journal: JournalEvent[];
  readonly evidenceFolder: string;
  readonly db: Database;
  readonly connectionString: string;
  /** Requests a machine's package, as the command would have. */
  ask(machine: string, incident?: string): Promise<Collection>;
  /** Waits in the workflow: Defender's time advances until the action has ended. */
  untilItEnds(actionIdOf: string): Promise<PackageSignal | undefined>;
  close(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const database: TestDatabase = await testDatabase();
  const simulator = await startSimulator({ actionSeconds: 60 });
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-stage-'));
  const { defender } = defenderAt(simulator.url);
  const clock = testClock(new Date().toISOString());
  const posted: Stage['posted'] = [];
  const shown: Stage['shown'] = [];
  const journal: JournalEvent[] = [];
  const collections = new StoredCollections(database.db);
  const postedCards = new StoredPostedCards(database.db);
  const services: WorkflowServices = {
    clock,
    defender,
    collections,
    pendingRequests: new StoredPendingRequests(database.db),
    approvals: new StoredApprovals(database.db),
    ...onCallStores(database.db),
    postedCards,
    policy: defaultPolicy('lead'),
    leads: { list: async () => [] },
    evidence: await LocalEvidence.open({ dataDir: folder, maxBytes: 1e9, clock, log: quietLog }),
    holds: new StoredHolds(database.db),
    ipReports: new StoredIpReports(database.db),
    ipMemory: new StoredIpMemory(database.db),
    subscriptions: new StoredSubscriptions(database.db),
    incidents: new StoredIncidents(database.db),
    triggers: new StoredRules(database.db),
    messenger: {
      post: async (place, message) => `m${posted.push({ place, message: read(message) })}`,
      show: async (name, _place, card, options) =>
        void shown.push({ name, card: read(card), final: options?.final ?? false }),
      delivered: async () => new Map(),
      reach: async () => undefined,
    },
    journal: {
      write: async (event) => ({ sequence: journal.push(event), hash: 'a'.repeat(64) }),
    },
    seals: { attest: async () => undefined },
    workflows: { start: async () => undefined, signal: async () => undefined },
    log: quietLog,
    ownRanges: [],
    networks: noNetworks,
    timeZone: 'UTC',
    portalUrl: 'https://security.microsoft.com',
    version: '0.0.0',
    answer: async () => undefined,
  };

  let asked = 0;
  return {
    simulator,
    services,
    clock,
    postedCards,
    leases: new StoredJobLeases(database.db),
    posted,
    shown,
    journal,
    evidenceFolder: join(folder, 'evidence'),
    db: database.db,
    connectionString: database.connectionString,
    async ask(machine, incident) {
      const found = await defender.machine(machine);
      const { collection } = await collections.open({
        requestId: `request-${++asked}-${machine}`,
        askedBy: mia,
        place: soc,
        reason: 'lsass alert',
        incident,
        machines: [found!],
        admission: admits(),
      });
      return collection!;
    },
    async untilItEnds(packageId) {
      const now = await collections.ofPackage(packageId);
      const actionId = now?.package.actionId;
      if (!actionId) return undefined;
      for (let minute = 0; minute < 6 * 24 * 60; minute += 30) {
        const action = await defender.machineAction(actionId);
        if (isOver(action)) return { kind: 'ended', action };
        simulator.clock.advance(30 * 60_000);
      }
      return undefined;
    },
    async close() {
      await simulator.close();
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}
