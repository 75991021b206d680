import { setTimeout as pause } from 'node:timers/promises';
import { DBOS, type DBOSConfig } from '@dbos-inc/dbos-sdk';
import { englishCatalogue } from '../../language/catalogue';
import { inLanguage } from '../../language/language';
import type { Clock, Log, Signals, WorkflowInputs, Workflows } from '../../ports';
import { retryInfrastructure } from './retry';
import type { WorkflowContext } from './workflow';

// Fixed: the engine's default, a hash of the code, would leave old runs unresumed.
const applicationVersion = '1';

export interface EngineSettings {
  readonly connectionString: string;
  /** The engine's connections; the caller closes them. */
  readonly pool: NonNullable<DBOSConfig['systemDatabasePool']>;
  /** This replica's name: after a restart under the same name it resumes its own workflows. */
  readonly executorId: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** A workflow whatever its input: the engine stores inputs and hands them back unread. */
interface AnyWorkflow<Tools> {
  readonly name: string;
  readonly run: (context: WorkflowContext, input: never, services: Tools) => Promise<void>;
}

type Registered = (input: unknown) => Promise<unknown>;

/** The workflow engine (DBOS on PostgreSQL) behind the `Workflows` port. One per process. */
export class Engine implements Workflows {
  readonly #workflows = new Map<string, Registered>();
  readonly #running = new Set<string>();
  /** Workflows that do something now and don't wait for a signal. */
  #busy = 0;
  #isClosing = false;

  constructor(private readonly settings: EngineSettings) {
    DBOS.setConfig({
      name: 'bailiff',
      systemDatabaseUrl: settings.connectionString,
      systemDatabasePool: settings.pool,
      applicationVersion,
      executorID: settings.executorId,
      enablePatching: true,
      logger: quiet(settings.log),
    });
  }

  /** The ids of the workflows that run in this process, waiting or not. */
  get running(): ReadonlySet<string> {
    return this.#running;
  }

  /** Registers the workflows. Before `launch`, so that unfinished ones find their code. */
  register<Tools>(workflows: readonly AnyWorkflow<Tools>[], services: Tools): void {
    for (const { name, run } of workflows) {
      // The requester spoke a language; workflows store English, which each reader gets rendered.
      const workflow = (input: unknown) =>
        this.#whileRunning(() =>
          inLanguage(englishCatalogue(), () => run(this.#context(), input as never, services)),
        );
      this.#workflows.set(name, DBOS.registerWorkflow(workflow, { name }));
    }
  }

  /** Connects, migrates the engine's own tables and resumes the unfinished workflows of this replica. */
  async launch(): Promise<void> {
    await DBOS.launch();
  }

  /** Waits up to `maxMs` real milliseconds for busy workflows and closes; the rest resumes at the next start. */
  async drain(maxMs: number): Promise<void> {
    const deadline = Date.now() + maxMs;
    while (this.#busy > 0 && Date.now() < deadline) await pause(20);
    this.#isClosing = true;
    await DBOS.shutdown();
  }

  async start<Name extends keyof WorkflowInputs>(
    name: Name,
    id: string,
    input: WorkflowInputs[Name],
  ): Promise<void> {
    const workflow = this.#workflows.get(name);
    if (!workflow) throw new Error(`no workflow is registered as ${name}`);
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

  async #whileRunning<T>(work: () => Promise<T>): Promise<T> {
    const id = DBOS.workflowID!;
    this.#running.add(id);
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#running.delete(id);
    }
  }

  #context(): WorkflowContext {
    const { clock, log } = this.settings;
    return {
      id: DBOS.workflowID!,
      step: (name, work) =>
        this.#unlessClosing(
          DBOS.runStep(() => retryInfrastructure(work, log), {
            name,
            retriesAllowed: true,
            maxAttempts: 8,
            intervalSeconds: 0.5,
          }),
        ),
      waitFor: async <T extends keyof Signals>(
        topic: T,
        most: Parameters<WorkflowContext['waitFor']>[1],
      ) => {
        const timeoutSeconds = Math.max(0, clock.real(most) / 1000);
        this.#busy--;
        try {
          const signal = await this.#unlessClosing(
            DBOS.recv<Signals[T]>(topic, { timeoutSeconds }),
          );
          return signal ?? undefined;
        } finally {
          this.#busy++;
        }
      },
      now: async () => new Date(await this.#unlessClosing(DBOS.now())),
      start: (name, id, input) => this.#unlessClosing(this.start(name, id, input)),
    };
  }

  /** While the engine closes its calls fail: the workflow then stops where it is and resumes elsewhere. */
  async #unlessClosing<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (!this.#isClosing) throw error;
      return new Promise<never>(() => {});
    }
  }
}

/** The engine's own log, at debug level. */
function quiet(log: Log) {
  const write = (engine: unknown) => log.debug({ engine }, 'workflow engine');
  return { info: write, debug: write, warn: write, error: write };
}
