import { candidates, isMachineId, type Machine } from '../../domain/machine';
import type { Defender } from '../../ports';

/** What a person wrote for one machine, and the records it may mean. */
export interface Match {
  readonly typed: string;
  /** None: nobody knows it. More than one: the person has to choose. */
  readonly machines: readonly Machine[];
  /** An address or the beginning of a name only hints at a machine: one is not sure either. */
  readonly by: 'name' | 'address' | 'beginning';
}

export interface NamedMachines {
  readonly machines: readonly string[];
  readonly byIp: readonly string[];
}

/** Finds all machines of a message, names and ids together in as few calls as possible. */
export async function findMachines(named: NamedMachines, defender: Defender): Promise<Match[]> {
  const records = await defender.machinesNamed(named.machines);
  const byName = named.machines.map((typed) =>
    resolveOne(typed, records.get(typed) ?? [], defender),
  );
  const byAddress = named.byIp.map(async (typed) => ({
    typed,
    machines: candidates(await defender.machinesByIp(typed)),
    by: 'address' as const,
  }));
  return Promise.all([...byName, ...byAddress]);
}

async function resolveOne(
  typed: string,
  records: readonly Machine[],
  defender: Defender,
): Promise<Match> {
  const machines = isMachineId(typed)
    ? await theRecord(typed, records, defender)
    : await usable(records, defender);
  if (machines.length > 0 || isMachineId(typed)) return { typed, machines, by: 'name' };
  const longer = typed.length > 2 ? await defender.machinesStartingWith(typed) : [];
  return { typed, machines: candidates(longer), by: 'beginning' };
}

/** Somebody who gives the id means that very record, or what it was merged into. */
async function theRecord(id: string, records: readonly Machine[], defender: Defender) {
  const record = records[0] ?? (await defender.machine(id));
  const own = record && (await follow(record, defender));
  return own ? [own] : [];
}

async function usable(records: readonly Machine[], defender: Defender): Promise<Machine[]> {
  const direct = candidates(records);
  if (direct.length > 0) return direct;
  const targets = await Promise.all(records.map((record) => follow(record, defender)));
  const unique = new Map(targets.flatMap((machine) => (machine ? [[machine.id, machine]] : [])));
  return candidates([...unique.values()]);
}

// Merges of merges have been seen, rings have not: stop before one could turn for ever.
const maxMerges = 5;

async function follow(machine: Machine, defender: Defender): Promise<Machine | undefined> {
  let current: Machine | undefined = machine;
  for (let hop = 0; current?.mergedInto && hop < maxMerges; hop += 1)
    current = await defender.machine(current.mergedInto);
  return current?.mergedInto ? undefined : current;
}
