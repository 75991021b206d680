import { type ActionScript, scriptNames } from './actions/script';
import { answerAdmin } from './admin';
import { answerApi, isLoopback } from './api';
import type { Simulator } from './control';
import { answerDownload } from './downloads';
import { close, listen } from './server';
import type { Switches } from './switches';
import { World } from './world';

export type { Simulator } from './control';

export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly packagePort?: number;
  readonly host?: '127.0.0.1';
  /** The simulator's clock runs so many times faster than the wall clock. */
  readonly timeScale?: number;
  /** The same seed gives the same company, packages and durations. */
  readonly seed?: number;
  /** `arrive` adds incidents during the first minutes. */
  readonly incidents?: 'arrive' | 'still';
  /** A bearer token accepted by every API, with every permission. */
  readonly token?: string;
  readonly company?: 'small';
  /** Seconds a collection takes unless a script says otherwise. */
  readonly actionSeconds?: number;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', port = 0, packagePort = 0 } = options;
  const origins = { packages: '' };
  const fresh = () => newWorld(options, () => origins.packages);
  const current = { world: fresh() };
  const downloads = await listen({ host, port: packagePort }, (request) =>
    answerDownload(request, current.world),
  );
  origins.packages = downloads.origin;
  const api = await listen({ host, port }, async (request, incoming) => {
    if (!request.path.startsWith('/_sim/')) return answerApi(request, current.world);
    if (!isLoopback(incoming)) return { status: 403, body: { error: 'Only from this machine' } };
    return answerAdmin(request, simulator);
  });
  const simulator: Simulator = {
    url: api.origin,
    packagesUrl: downloads.origin,
    ...controls(current),
    reset: () => {
      current.world = fresh();
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

/** The controls act on the current world; `reset` replaces it. */
function controls(current: {
  readonly world: World;
}): Omit<Simulator, 'url' | 'packagesUrl' | 'reset' | 'close'> {
  return {
    clock: {
      now: () => new Date(current.world.clock.now()),
      advance: (ms) => current.world.clock.advance(ms),
    },
    next: (fault, options) => current.world.faults.add(fault, options),
    unusedFaults: () => current.world.faults.unused(),
    calls: (filter) => current.world.calls.list(filter),
    counters: () => current.world.calls.counters(),
    unknownRequests: () => current.world.calls.unknown(),
    script: (machine, script) => current.world.script(machine, checkedScript(script)),
    switch: (change) => applySwitches(current.world.switches, change),
    switches: () => current.world.switches,
    addMachine: (change) => current.world.addMachine(change),
    addIncident: (scenario) => current.world.scenarios.add(scenario),
    generateAlerts: (count) => current.world.scenarios.generate(count),
    setGroups(user, groups, name) {
      current.world.groups.set(user.toLowerCase(), [...groups]);
      if (name) current.world.names.set(user.toLowerCase(), name);
    },
    setApp: (app) => current.world.apps.set(app),
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
