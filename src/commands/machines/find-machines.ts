import { candidates, isMachineId, type Machine } from '../../domain/machine';
import type { Defender } from '../../ports';

/** One name as typed, and the machine records that match it. */
export interface Match {
  readonly typed: string;
  /** Empty: unknown. More than one: the requester has to choose. */
  readonly machines: readonly Machine[];
  /** A match by address or name prefix is never certain, even with one record. */
  readonly by: 'name' | 'address' | 'beginning';
}

export interface NamedMachines {
  readonly machines: readonly string[];
  readonly byIp: readonly string[];
}

/** Finds the machines of a message with as few Defender calls as possible. */
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

/** Looks machines up by id, as they are now; merged and excluded records are left out. */
export async function machinesById(
  ids: readonly string[],
  defender: Defender,
): Promise<Map<string, Machine>> {
  const records = await defender.machinesNamed(ids);
  return new Map(
    ids.flatMap((id) => {
      const record = records.get(id)?.[0];
      return record && !record.mergedInto && !record.excluded ? [[id, record]] : [];
    }),
  );
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

/** Returns the record with this id, or the one it was merged into. */
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

// Chains of merges occur; the bound guards against a cycle.
const maxMerges = 5;

async function follow(machine: Machine, defender: Defender): Promise<Machine | undefined> {
  let current: Machine | undefined = machine;
  for (let hop = 0; current?.mergedInto && hop < maxMerges; hop += 1)
    current = await defender.machine(current.mergedInto);
  return current?.mergedInto ? undefined : current;
}
