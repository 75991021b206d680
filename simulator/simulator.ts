import { type ActionScript, scriptNames } from './actions/script';
import { answerAdmin } from './admin';
import type { Call, CallFilter, Calls } from './calls';
import type { Alert, Incident } from './company/alert';
import type { Machine } from './company/machine';
import type { MachineChange } from './company/machine-change';
import type { Story } from './company/story';
import { answerApi, isLoopback } from './door';
import { answerDownload } from './downloads';
import type { FaultOptions, PendingFault } from './faults';
import { close, listen } from './server';
import type { Switches } from './switches';
import { World } from './world';

export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly packagePort?: number;
  readonly host?: '127.0.0.1';
  /** The simulator's clock runs so many times faster than the wall clock. */
  readonly timeScale?: number;
  /** The same seed gives the same company, packages and durations. */
  readonly seed?: number;
  /** 'arrive': a few more incidents during the first minutes. */
  readonly incidents?: 'arrive' | 'still';
  /** A bearer token that is accepted everywhere and holds every permission. */
  readonly token?: string;
  readonly company?: 'small';
  /** How long a collection takes when no script says otherwise. */
  readonly actionSeconds?: number;
}

/** A pretended Microsoft Defender. What its admin door offers over HTTP, this offers in the process. */
export interface Simulator {
  /** Origin of the Defender API, of Graph and of Entra's token endpoint. */
  readonly url: string;
  /** Origin of the host that packages are downloaded from. */
  readonly packagesUrl: string;
  readonly clock: { now(): Date; advance(ms: number): void };
  /** The next matching request meets this fault; see `fault-kinds.ts` for their names. */
  next(fault: string, options?: FaultOptions): void;
  unusedFaults(): readonly PendingFault[];
  calls(filter?: CallFilter): Call[];
  counters(): ReturnType<Calls['counters']>;
  /** Requests that no route answers: a client that makes one believes in an API that is not there. */
  unknownRequests(): readonly Call[];
  script(machine: string, script: ActionScript | NonNullable<ActionScript['does']>): void;
  switch(change: Partial<Switches>): void;
  switches(): Readonly<Switches>;
  addMachine(change: MachineChange): Machine;
  addIncident(story: Partial<Story>): {
    readonly incident: Incident;
    readonly alerts: readonly Alert[];
  };
  generateAlerts(count: number): void;
  setGroups(user: string, groups: readonly string[], name?: string): void;
  setApp(app: Parameters<World['apps']['set']>[0]): void;
  /** As freshly started: machines, actions, faults, calls, limits, switches and the clock. */
  reset(): void;
  close(): Promise<void>;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', port = 0, packagePort = 0 } = options;
  const origins = { packages: '' };
  const fresh = () => newWorld(options, () => origins.packages);
  const held = { world: fresh() };
  const downloads = await listen({ host, port: packagePort }, (asked) =>
    answerDownload(asked, held.world),
  );
  origins.packages = downloads.origin;
  const api = await listen({ host, port }, async (asked, request) => {
    if (!asked.path.startsWith('/_sim/')) return answerApi(asked, held.world);
    if (!isLoopback(request)) return { status: 403, body: { error: 'Only from this machine' } };
    return answerAdmin(asked, simulator);
  });
  const simulator: Simulator = {
    url: api.origin,
    packagesUrl: downloads.origin,
    ...controls(held),
    reset: () => {
      held.world = fresh();
    },
    close: async () => {
      await Promise.all([close(api.server), close(downloads.server)]);
    },
  };
  return simulator;
}

function newWorld(options: SimulatorOptions, packagesOrigin: () => string): World {
  return new World({
    timeScale: options.timeScale ?? 1,
    seed: options.seed ?? 1,
    incidents: options.incidents ?? 'still',
    token: options.token ?? 'development',
    actionSeconds: options.actionSeconds,
    packagesOrigin,
  });
}

/** The controls act on whichever world is held at the time. */
function controls(held: {
  readonly world: World;
}): Omit<Simulator, 'url' | 'packagesUrl' | 'reset' | 'close'> {
  return {
    clock: {
      now: () => new Date(held.world.clock.now()),
      advance: (ms) => held.world.clock.advance(ms),
    },
    next: (fault, options) => held.world.faults.add(fault, options),
    unusedFaults: () => held.world.faults.unused(),
    calls: (filter) => held.world.calls.list(filter),
    counters: () => held.world.calls.counters(),
    unknownRequests: () => held.world.calls.unknown(),
    script: (machine, script) => held.world.script(machine, checkedScript(script)),
    switch: (change) => applySwitches(held.world.switches, change),
    switches: () => held.world.switches,
    addMachine: (change) => held.world.addMachine(change),
    addIncident: (story) => held.world.stories.add(story),
    generateAlerts: (count) => held.world.stories.generate(count),
    setGroups(user, groups, name) {
      held.world.groups.set(user.toLowerCase(), [...groups]);
      if (name) held.world.names.set(user.toLowerCase(), name);
    },
    setApp: (app) => held.world.apps.set(app),
  };
}

function checkedScript(script: ActionScript | NonNullable<ActionScript['does']>): ActionScript {
  const whole = typeof script === 'string' ? { does: script } : script;
  if (whole.does !== undefined && !scriptNames.includes(whole.does)) {
    throw new Error(`No script is called '${whole.does}'. There are: ${scriptNames.join(', ')}`);
  }
  return whole;
}

function applySwitches(switches: Switches, change: Partial<Switches>): void {
  const unknown = Object.keys(change).find((name) => !(name in switches));
  if (unknown) {
    throw new Error(
      `No switch is called '${unknown}'. There are: ${Object.keys(switches).join(', ')}`,
    );
  }
  Object.assign(switches, change);
}
