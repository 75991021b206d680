import type { Clock } from '../clock';
import { type Alert, type Incident, isFromEndpoint } from './alert';
import { arrivals } from './arrivals';
import { awkwardScenarios } from './awkward-scenarios';
import { everydayScenarios } from './everyday-scenarios';
import { type Machine, shortName } from './machine';
import { mainScenarios } from './main-scenarios';
import { type BuiltScenario, buildScenario, type Scenario, type ScenarioAlert } from './scenario';

/** The company's incidents and alerts; those in the future are hidden until their time comes. */
export class Scenarios {
  private built: BuiltScenario[];

  constructor(
    private readonly machines: readonly Machine[],
    private readonly clock: Clock,
    incidents: 'arrive' | 'still',
  ) {
    const all = [
      ...mainScenarios,
      ...everydayScenarios,
      ...awkwardScenarios,
      ...(incidents === 'arrive' ? arrivals : []),
    ];
    this.built = all.map((scenario) => buildScenario(scenario, clock.startedAt, this.machineId));
  }

  /** Newest first. */
  incidents(): Incident[] {
    return newestFirst(
      this.built.map(({ incident }) => incident),
      this.clock.now(),
    );
  }

  /** Newest first. */
  alerts(): Alert[] {
    return newestFirst(
      this.built.flatMap(({ alerts }) => alerts),
      this.clock.now(),
    );
  }

  endpointAlerts(): Alert[] {
    return this.alerts().filter(isFromEndpoint);
  }

  /** Adds an incident now; with an existing id, adds alerts to it or changes it. */
  add(scenario: Partial<Scenario>): BuiltScenario {
    const id = scenario.id ?? Math.max(...this.built.map(({ incident }) => incident.id)) + 1;
    const known = this.built.find(({ incident }) => incident.id === id);
    const count = known?.alerts.length ?? 0;
    const alerts = (scenario.alerts ?? []).map((alert, index) => ({
      id: `da6374729004${id}${count + index}_${id * 1000 + count + index}`,
      after: 0,
      ...alert,
    }));
    const fresh: Scenario = {
      name: 'A new incident',
      severity: 'High',
      hoursAgo: 0,
      ...scenario,
      id,
      alerts,
    };
    const built = buildScenario(fresh, this.clock.now(), this.machineId);
    const joined = known ? join(known, scenario, built) : built;
    this.built = [...this.built.filter(({ incident }) => incident.id !== id), joined];
    return joined;
  }

  /** Adds alerts for load tests, 20 per incident, one incident per minute back in time. */
  generate(count: number): void {
    const windows = this.machines.filter(({ computerDnsName }) => computerDnsName);
    const first = Math.max(...this.built.map(({ incident }) => incident.id)) + 1;
    for (let begun = 0; begun < count; begun += 20) {
      const id = first + begun / 20;
      const alerts = Array.from(
        { length: Math.min(20, count - begun) },
        (_, index): ScenarioAlert => {
          const machine = windows[(begun + index) % windows.length] as Machine;
          const host = `${(id >> 8) & 255}.${id & 255}`;
          return {
            title: `Generated alert ${begun + index + 1}`,
            on: [machine.id],
            after: 0,
            evidence: [{ kind: 'Ip', address: `198.18.${host}` }],
          };
        },
      );
      const scenario: Scenario = {
        id,
        name: `Generated incident ${id}`,
        severity: 'Low',
        hoursAgo: (id - first) / 60,
        alerts,
      };
      this.built.push(buildScenario(scenario, this.clock.now(), this.machineId));
    }
  }

  private readonly machineId = (name: string): string => {
    const found = this.machines.find(
      (machine) =>
        machine.id === name || shortName(machine) === name || machine.computerDnsName === name,
    );
    if (!found) throw new Error(`The simulator has no machine called '${name}'`);
    return found.id;
  };
}

/** Merges alerts and changes into an existing incident. */
function join(
  known: BuiltScenario,
  change: Partial<Scenario>,
  fresh: BuiltScenario,
): BuiltScenario {
  const { name, severity, status, assignedTo, redirectedTo } = change;
  const incident: Incident = {
    ...known.incident,
    ...(name === undefined ? {} : { name }),
    ...(severity === undefined ? {} : { severity }),
    ...(status === undefined ? {} : { status }),
    ...(assignedTo === undefined ? {} : { assignedTo }),
    ...(redirectedTo === undefined ? {} : { redirectedTo }),
    touchedAt: fresh.incident.createdAt,
  };
  return { incident, alerts: [...known.alerts, ...fresh.alerts] };
}

function newestFirst<T extends { readonly createdAt: number }>(
  all: readonly T[],
  now: number,
): T[] {
  return all
    .filter(({ createdAt }) => createdAt <= now)
    .sort((left, right) => right.createdAt - left.createdAt);
}
