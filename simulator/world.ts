import { Access } from './access';
import { type Action, writeAction } from './actions/action';
import { companyHistory } from './actions/history';
import { collection, runningCollection } from './actions/running';
import { type ActionScript, courseOf } from './actions/script';
import { Apps } from './apps';
import { Calls } from './calls';
import { Clock } from './clock';
import { type Machine, shortName } from './company/machine';
import { addOrChangeMachine, type MachineChange } from './company/machine-change';
import { companyMachines } from './company/machines';
import { Scenarios } from './company/scenarios';
import { Faults } from './faults';
import { Limits } from './limits';
import { Links } from './links';
import { guid } from './random';
import { type Switches, usualSwitches } from './switches';

export interface WorldOptions {
  readonly timeScale: number;
  readonly seed: number;
  readonly incidents: 'arrive' | 'still';
  readonly token: string;
  readonly actionSeconds: number | undefined;
  readonly packagesOrigin: () => string;
}

/** The whole state of the simulated Defender. A reset creates a new one. */
export class World {
  readonly clock: Clock;
  readonly apps = new Apps();
  readonly faults = new Faults();
  readonly switches: Switches = usualSwitches();
  /** Which groups a person is in, by Entra object ids. */
  readonly groups = new Map<string, string[]>();
  /** Display names by user id. */
  readonly names = new Map<string, string>();
  readonly access: Access;
  readonly calls: Calls;
  readonly limits: Limits;
  readonly links: Links;
  readonly machines: Machine[];
  readonly actions: Action[];
  readonly scenarios: Scenarios;
  private readonly scripts = new Map<string, ActionScript>();

  constructor(readonly options: WorldOptions) {
    this.clock = new Clock(options.timeScale);
    this.access = new Access(this.apps, options.token, this.clock);
    this.calls = new Calls(this.clock);
    this.limits = new Limits(this.clock, () => this.switches.tooManyBody);
    this.links = new Links(this.clock, options.packagesOrigin);
    this.machines = companyMachines(this.clock.startedAt);
    this.actions = companyHistory(this.machines, this.clock.startedAt);
    this.scenarios = new Scenarios(this.machines, this.clock, options.incidents);
  }

  /** Finds a machine by id, full or short name: more lenient than the API, for tests and the admin API. */
  machine(wanted: string): Machine {
    const text = wanted.toLowerCase();
    const found = this.machines.find(
      (machine) =>
        machine.id === text ||
        machine.computerDnsName?.toLowerCase() === text ||
        shortName(machine).toLowerCase() === text,
    );
    if (!found) throw new Error(`The simulator has no machine called '${wanted}'`);
    return found;
  }

  /** Sets how the machine's next collections go, and a running one from now on. */
  script(wanted: string, script: ActionScript): void {
    const machine = this.machine(wanted);
    this.scripts.set(machine.id, script);
    const running = runningCollection(this, machine.id);
    if (!running) return;
    running.course = courseOf(script, machine, this.options);
    running.courseFrom = this.clock.now();
  }

  /** Adds or changes a machine. A collection that waits for it starts once it is online. */
  addMachine(change: MachineChange): Machine {
    const machine = addOrChangeMachine(this.machines, change, this.clock.now());
    const running = runningCollection(this, machine.id);
    if (running && change.online === true) {
      running.course = courseOf(undefined, machine, this.options);
      running.courseFrom = this.clock.now();
    }
    return machine;
  }

  startAction(
    machine: Machine,
    request: Pick<Action, 'requestor' | 'comment' | 'requestSource'> & {
      externalId?: string | null;
    },
  ): Action {
    const now = this.clock.now();
    const action: Action = {
      externalId: null,
      ...request,
      id: guid(`action ${this.options.seed} ${this.actions.length} ${machine.id}`),
      type: collection,
      machineId: machine.id,
      computerDnsName: machine.computerDnsName,
      createdAt: now,
      scope: null,
      courseFrom: now,
      course: courseOf(this.scripts.get(machine.id), machine, this.options),
    };
    this.actions.push(action);
    return action;
  }

  show(action: Action): Record<string, unknown> {
    return writeAction(action, this.clock.now());
  }
}
