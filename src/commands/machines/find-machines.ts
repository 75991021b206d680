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
  const same = candidates(longer.filter(({ name }) => isSameName(name, typed)));
  if (same.length > 0) return { typed, machines: same, by: 'name' };
  const cut = await cutShort(typed, defender);
  return { typed, machines: candidates([...longer, ...cut]), by: 'beginning' };
}

// Source: https://learn.microsoft.com/troubleshoot/windows-server/active-directory/naming-conventions-for-computer-domain-site-ou
// (read 2026-11-30)
const netBiosLength = 15;

/** The name itself, or the 15 characters that NetBIOS keeps of it. */
function isSameName(stored: string, typed: string): boolean {
  const wanted = typed.toLowerCase();
  const label = labelOf(stored.toLowerCase());
  return label === wanted || (wanted.length === netBiosLength && label.startsWith(wanted));
}

/** Records that have only the NetBIOS name: another machine may begin with the same characters. */
async function cutShort(typed: string, defender: Defender): Promise<readonly Machine[]> {
  const label = labelOf(typed.toLowerCase());
  if (label.length <= netBiosLength) return [];
  const short = label.slice(0, netBiosLength);
  return (await defender.machinesNamed([short])).get(short) ?? [];
}

function labelOf(name: string): string {
  return name.split('.')[0]!;
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
