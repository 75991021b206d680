import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPolicy } from '../../src/access/policy';
import { isOver } from '../../src/domain/action';
import type { Card, Message } from '../../src/domain/card';
import type { Collection } from '../../src/domain/collection';
import type { Place } from '../../src/domain/place';
import type { JournalEvent, PackageNews, ShownCards, Ticks } from '../../src/ports';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { StoredApprovals } from '../../src/storage/collect/approvals';
import { StoredCollections } from '../../src/storage/collect/collections';
import type { Database } from '../../src/storage/postgres/database';
import { dutyStores } from '../../src/storage/on-call/on-call';
import { StoredHolds } from '../../src/storage/evidence/holds';
import { StoredIncidents } from '../../src/storage/incidents/incidents';
import { StoredIpMemory } from '../../src/storage/ip-report/ip-memory';
import { StoredIpReports } from '../../src/storage/ip-report/ip-reports';
import { StoredKeptRequests } from '../../src/storage/collect/pending-requests';
import { LocalEvidence } from '../../src/storage/evidence/local-evidence';
import { StoredShownCards } from '../../src/storage/channels/posted-cards';
import { StoredSubscriptions } from '../../src/storage/channels/subscriptions';
import { StoredTicks } from '../../src/storage/postgres/job-leases';
import { StoredTriggers } from '../../src/storage/incidents/rules';
import type { StoryTools } from '../../src/workflows/engine/services';
import { type TestClock, testClock } from '../support/clock';
import { type TestDatabase, testDatabase } from '../support/database';
import { defenderAt } from '../support/defender';
import { quietLog } from '../support/quiet-log';
import { read } from '../support/reader';

export const mia = { id: 'mia-id', name: 'Mia Chen' };
export const soc: Place = { conversationId: '19:soc@thread.tacv2;messageid=1', kind: 'channel' };

/** Everything a story touches: real tables, real files and a pretended Defender; only Teams is noted down. */
export interface Stage {
  readonly simulator: Simulator;
  readonly tools: StoryTools;
  readonly clock: TestClock;
  readonly shownCards: ShownCards;
  readonly ticks: Ticks;
  readonly posted: { place: Place; message: Message }[];
  readonly shown: { name: string; card: Card; final: boolean }[];
  readonly journal: JournalEvent[];
  readonly evidenceFolder: string;
  readonly db: Database;
  /** Asks for a machine's package, as the command would have. */
  ask(machine: string, incident?: string): Promise<Collection>;
  /** Waits in the story: Defender's time goes by until the action has ended. */
  untilItEnds(actionIdOf: string): Promise<PackageNews | undefined>;
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
  const shownCards = new StoredShownCards(database.db);
  const tools: StoryTools = {
    clock,
    defender,
    collections,
    keptRequests: new StoredKeptRequests(database.db),
    approvals: new StoredApprovals(database.db),
    ...dutyStores(database.db),
    shownCards,
    policy: defaultPolicy('lead'),
    leads: { list: async () => [] },
    evidence: await LocalEvidence.open({ dataDir: folder, maxBytes: 1e9, clock, log: quietLog }),
    holds: new StoredHolds(database.db),
    ipReports: new StoredIpReports(database.db),
    ipMemory: new StoredIpMemory(database.db),
    subscriptions: new StoredSubscriptions(database.db),
    incidents: new StoredIncidents(database.db),
    triggers: new StoredTriggers(database.db),
    messenger: {
      post: async (place, message) => `m${posted.push({ place, message: read(message) })}`,
      show: async (name, _place, card, options) =>
        void shown.push({ name, card: read(card), final: options?.final ?? false }),
      reach: async () => undefined,
    },
    journal: {
      write: async (event) => ({ sequence: journal.push(event), hash: 'a'.repeat(64) }),
    },
    workflows: { start: async () => undefined, tell: async () => undefined },
    log: quietLog,
    ownRanges: [],
    timeZone: 'UTC',
    portalUrl: 'https://security.microsoft.com',
    version: '0.0.0',
    answer: async () => undefined,
  };

  let asked = 0;
  return {
    simulator,
    tools,
    clock,
    shownCards,
    ticks: new StoredTicks(database.db),
    posted,
    shown,
    journal,
    evidenceFolder: join(folder, 'evidence'),
    db: database.db,
    async ask(machine, incident) {
      const found = await defender.machine(machine);
      const { collection } = await collections.open({
        requestId: `request-${++asked}-${machine}`,
        askedBy: mia,
        place: soc,
        reason: 'lsass alert',
        incident,
        machines: [found!],
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
