import { setTimeout as pause } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { englishCatalogue } from '../../language/catalogue';
import { inLanguage } from '../../language/language';
import type { Clock, Log, Signals, WorkflowInputs, Workflows } from '../../ports';
import type { Workflow, WorkflowContext } from './workflow';

// Fixed: the engine's default, a hash of the code, would leave old runs waiting for ever.
const applicationVersion = '1';

export interface EngineSettings {
  readonly connectionString: string;
  /** This replica's stable name: after a restart it takes up its own unfinished stories. */
  readonly executorId: string;
  readonly clock: Clock;
  readonly log: Log;
}

// biome-ignore lint/suspicious/noExplicitAny: the list holds workflows of different inputs.
type AnyWorkflow<Tools> = Workflow<any, Tools>; // eslint-disable-line @typescript-eslint/no-explicit-any

type Registered = (input: unknown) => Promise<unknown>;

/** The workflow engine (DBOS on PostgreSQL) behind the `Workflows` port. One per process. */
export class Engine implements Workflows {
  readonly #workflows = new Map<string, Registered>();
  /** Stories that are doing something now, not those that wait for news. */
  #busy = 0;

  constructor(private readonly settings: EngineSettings) {
    DBOS.setConfig({
      name: 'bailiff',
      systemDatabaseUrl: settings.connectionString,
      systemDatabasePoolSize: 10,
      applicationVersion,
      executorID: settings.executorId,
      enablePatching: true,
      logger: quiet(settings.log),
    });
  }

  /** Makes the stories known. Before `launch`, so that unfinished ones find their code. */
  register<Tools>(workflows: readonly AnyWorkflow<Tools>[], services: Tools): void {
    for (const { name, run: tell } of workflows) {
      // Who started it spoke a language; what a story keeps is English, and others read what it says.
      const workflow = (input: unknown) =>
        this.#whileBusy(() =>
          inLanguage(englishCatalogue(), () => tell(this.#run(), input, services)),
        );
      this.#workflows.set(name, DBOS.registerWorkflow(workflow, { name }));
    }
  }

  /** Connects, migrates the engine's own tables and takes up what this replica left unfinished. */
  async launch(): Promise<void> {
    await DBOS.launch();
  }

  /** Gives what is under way up to `mostMs` and closes; everything else goes on at the next start. */
  async drain(maxMs: number): Promise<void> {
    const deadline = Date.now() + maxMs;
    while (this.#busy > 0 && Date.now() < deadline) await pause(20);
    await DBOS.shutdown();
  }

  async start<Name extends keyof WorkflowInputs>(
    name: Name,
    id: string,
    input: WorkflowInputs[Name],
  ): Promise<void> {
    const workflow = this.#workflows.get(name);
    if (!workflow) throw new Error(`no story is registered as ${name}`);
    await DBOS.startWorkflow(workflow, { workflowID: id })(input);
  }

  async signal<T extends keyof Signals>(
    id: string,
    topic: T,
    news: Signals[T],
    once?: string,
  ): Promise<void> {
    await DBOS.send(id, news, topic, once);
  }

  async #whileBusy<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
    }
  }

  #run(): WorkflowContext {
    const { clock } = this.settings;
    return {
      id: DBOS.workflowID!,
      step: (name, work) =>
        DBOS.runStep(work, { name, retriesAllowed: true, maxAttempts: 8, intervalSeconds: 0.5 }),
      waitFor: async <T extends keyof Signals>(
        topic: T,
        most: Parameters<WorkflowContext['waitFor']>[1],
      ) => {
        const timeoutSeconds = Math.max(0, clock.real(most) / 1000);
        this.#busy--;
        try {
          return (await DBOS.recv<Signals[T]>(topic, { timeoutSeconds })) ?? undefined;
        } finally {
          this.#busy++;
        }
      },
      now: async () => new Date(await DBOS.now()),
      start: (name, id, input) => this.start(name, id, input),
    };
  }
}

/** The engine's own chatter is of interest only when something is looked for. */
function quiet(log: Log) {
  return {
    info: (said: unknown) => log.debug({ engine: said }, 'workflow engine'),
    debug: (said: unknown) => log.debug({ engine: said }, 'workflow engine'),
    warn: (said: unknown) => log.warn({ engine: said }, 'workflow engine'),
    error: (said: unknown) => log.error({ engine: said }, 'workflow engine'),
  };
}
