import type { Clock } from '../clock';
import { type Alert, type Incident, isFromEndpoint } from './alert';
import { arrivals } from './arrivals';
import { awkwardStories } from './awkward-stories';
import { everydayStories } from './everyday-stories';
import { type Machine, shortName } from './machine';
import { mainStories } from './main-stories';
import { type Story, type StoryAlert, type Told, tell } from './story';

/** The company's incidents and alerts. What lies in the future is there, but not yet seen. */
export class Stories {
  private told: Told[];

  constructor(
    private readonly machines: readonly Machine[],
    private readonly clock: Clock,
    incidents: 'arrive' | 'still',
  ) {
    const all = [
      ...mainStories,
      ...everydayStories,
      ...awkwardStories,
      ...(incidents === 'arrive' ? arrivals : []),
    ];
    this.told = all.map((story) => tell(story, clock.startedAt, this.machineId));
  }

  /** Newest first. */
  incidents(): Incident[] {
    return newestFirst(
      this.told.map(({ incident }) => incident),
      this.clock.now(),
    );
  }

  /** Newest first. */
  alerts(): Alert[] {
    return newestFirst(
      this.told.flatMap(({ alerts }) => alerts),
      this.clock.now(),
    );
  }

  endpointAlerts(): Alert[] {
    return this.alerts().filter(isFromEndpoint);
  }

  /** Adds an incident that happens now; with the id of one there is, adds alerts to it or changes it. */
  add(story: Partial<Story>): Told {
    const id = story.id ?? Math.max(...this.told.map(({ incident }) => incident.id)) + 1;
    const known = this.told.find(({ incident }) => incident.id === id);
    const count = known?.alerts.length ?? 0;
    const alerts = (story.alerts ?? []).map((alert, index) => ({
      id: `da6374729004${id}${count + index}_${id * 1000 + count + index}`,
      after: 0,
      ...alert,
    }));
    const fresh: Story = {
      name: 'A new incident',
      severity: 'High',
      hoursAgo: 0,
      ...story,
      id,
      alerts,
    };
    const told = tell(fresh, this.clock.now(), this.machineId);
    const joined = known ? join(known, story, told) : told;
    this.told = [...this.told.filter(({ incident }) => incident.id !== id), joined];
    return joined;
  }

  /** Many alerts for load tests, an hour's worth each minute back, 20 to an incident. */
  generate(count: number): void {
    const windows = this.machines.filter(({ computerDnsName }) => computerDnsName);
    const first = Math.max(...this.told.map(({ incident }) => incident.id)) + 1;
    for (let begun = 0; begun < count; begun += 20) {
      const id = first + begun / 20;
      const alerts = Array.from({ length: Math.min(20, count - begun) }, (_, index): StoryAlert => {
        const machine = windows[(begun + index) % windows.length] as Machine;
        const host = `${(id >> 8) & 255}.${id & 255}`;
        return {
          title: `Generated alert ${begun + index + 1}`,
          on: [machine.id],
          after: 0,
          evidence: [{ kind: 'Ip', address: `198.18.${host}` }],
        };
      });
      const story: Story = {
        id,
        name: `Generated incident ${id}`,
        severity: 'Low',
        hoursAgo: (id - first) / 60,
        alerts,
      };
      this.told.push(tell(story, this.clock.now(), this.machineId));
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

/** More alerts for an incident there is, or a change to it, happening now. */
function join(known: Told, change: Partial<Story>, fresh: Told): Told {
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
