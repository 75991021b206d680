import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator';
import type { Database } from '../../src/storage/postgres/database';
import { Bailiff, bailiffFolder, removeFolder } from './bailiff';
import { testDatabase } from './database';
import { eventually } from './eventually';
import { FakeTeams } from './teams';
import type { TeamsPerson } from './teams-person';

export interface Wishes {
  /** How many times faster than real time; both sides. */
  readonly timeScale?: number;
  readonly policy?: object;
  /** Entra groups whose members are responders, besides the people below. */
  readonly groups?: { readonly responder: readonly string[] };
  readonly simulator?: SimulatorOptions;
  readonly env?: Record<string, string>;
  /** Prepares the database before the bot starts. */
  readonly prepare?: (parts: Prepared) => Promise<void>;
}

export interface Prepared {
  readonly db: Database;
  readonly teams: FakeTeams;
  readonly simulator: Simulator;
}

/** Avoids the work of polling incidents where no test is about them. */
export const fewIncidents = { INCIDENT_INTERVAL_SECONDS: '3600' } as const;

/** As fast for the requester, and a link lives 45 seconds instead of one and a half. */
export const longLinks = {
  timeScale: 20,
  simulator: { actionSeconds: 6 },
  env: { WATCH_INTERVAL_SECONDS: '4' },
} as const;

/** Teams, the bot and Defender, each over real HTTP; only Microsoft's two are simulated. */
export interface TestApp {
  readonly teams: FakeTeams;
  readonly simulator: Simulator;
  readonly bailiff: Bailiff;
  /** An analyst, a responder, another one, and a lead. */
  readonly people: Readonly<Record<'anna' | 'mia' | 'omar' | 'dana', TeamsPerson>>;
  /** SIGKILL; the bot stays down until `start`. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGKILL and a restart, on another port. */
  restart(): Promise<void>;
  /** Resolves when Teams has accepted all queued messages and its answers are stored. */
  delivered(): Promise<void>;
  /** Stops everything; fails if something unexpected went wrong. */
  close(): Promise<void>;
}

export async function openTestApp(wishes: Wishes = {}): Promise<TestApp> {
  const { timeScale = 600, env = {} } = wishes;
  const [teams, simulator, database] = await Promise.all([
    FakeTeams.start(),
    startSimulator({ timeScale, actionSeconds: 120, ...wishes.simulator }),
    testDatabase(),
  ]);
  // At this pace a link of five minutes lives half a second: less than a busy machine may need.
  simulator.switch({ linkLifeSeconds: 60 * timeScale });
  const people = peopleOf(teams);
  const folder = await bailiffFolder({ ...policyOf(people, wishes.groups), ...wishes.policy });
  const bailiff = new Bailiff({
    folder,
    env: {
      BAILIFF_DEV: '1',
      BAILIFF_TIME_SCALE: String(timeScale),
      PORT: '0',
      ADMIN_PORT: '0',
      EXECUTOR_ID: 'flows',
      ALLOWED_TENANTS: teams.world.tenantId,
      DATA_DIR: folder,
      DATABASE_URL: database.connectionString,
      DEFENDER_API_URL: simulator.url,
      GRAPH_API_URL: simulator.url,
      POLICY_FILE: join(folder, 'policy.yaml'),
      // Ten polls in a real second are enough: at this pace the usual interval would make forty.
      WATCH_INTERVAL_SECONDS: String(Math.max(15, timeScale / 10)),
      ...env,
    },
  });
  const start = async () => {
    await bailiff.start();
    teams.botUrl = `http://127.0.0.1:${bailiff.port}/api/messages`;
  };
  const end = async () => {
    await bailiff.kill();
    await Promise.all([teams.close(), simulator.close(), database.close()]);
    await removeFolder(folder);
  };
  const begin = async () => {
    await wishes.prepare?.({ db: database.db, teams, simulator });
    await start();
  };
  // Anything that still listened would keep the test runner from ending.
  await begin().catch((error: unknown) => end().then(() => Promise.reject(error)));
  return {
    teams,
    simulator,
    bailiff,
    people,
    kill: () => bailiff.kill(),
    start,
    async restart() {
      await bailiff.kill();
      await start();
    },
    async delivered() {
      await eventually(async () => {
        const waiting = database.db.selectFrom('outbox').where('state', '=', 'waiting');
        return (await waiting.select('id').execute()).length === 0;
      });
    },
    async close() {
      await end();
      assertSurprises(bailiff, simulator);
    },
  };
}

function peopleOf(teams: FakeTeams): TestApp['people'] {
  return {
    anna: teams.person('Anna Weber'),
    mia: teams.person('Mia Chen'),
    omar: teams.person('Omar Haddad'),
    dana: teams.person('Dana Reyes'),
  };
}

function policyOf({ mia, omar, dana }: TestApp['people'], groups: Wishes['groups']) {
  const ids = (...people: TeamsPerson[]) => people.map(({ human }) => human.aadObjectId);
  return {
    roles: {
      analyst: { users: ['*'] },
      responder: { users: ids(mia, omar), ...(groups && { groups: groups.responder }) },
      lead: { users: ids(dana) },
    },
  };
}

/** An internal error, or a call to an API that does not exist, fails the file that caused it. */
function assertSurprises({ log }: Bailiff, simulator: Simulator): void {
  const surprises = [
    ...log
      .filter(({ level }) => level === 'error' || level === 'fatal')
      .map((line) => JSON.stringify(line)),
    ...simulator
      .unknownRequests()
      .map(({ method, path }) => `unknown to Defender: ${method} ${path}`),
    ...simulator.unusedFaults().map(({ fault }) => `nobody met the fault '${fault}'`),
  ];
  if (surprises.length > 0)
    throw new Error(`Not everything went as it should:\n${surprises.join('\n')}`);
}
