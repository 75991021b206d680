import type { Incident } from '../../domain/alert';
import type { Reply } from '../../domain/card';
import { UserError } from '../../domain/errors';
import type { Machine } from '../../domain/machine';
import { clean, markdown, md } from '../../domain/text';
import { t } from '../../language/language';
import type { CollectServices, MachineServices, PlatformServices } from '../command';
import { nameAMachine } from '../machines/name-a-machine';
import { selectMachines } from '../machines/select-machines';
import { assertTooMany } from './collect-limits';
import type { CollectRequest } from './collect-request';

/** The machines of a request, without duplicates. */
export interface CollectTargets {
  readonly machines: readonly Machine[];
  /** Ids of machines that the incident marks as compromised: they are collected first. */
  readonly compromised: readonly string[];
  /** Names without a machine record. Foreign text. */
  readonly unknown: readonly string[];
  /** Number of names that resolved to a machine already listed. */
  readonly folded: number;
}

type TargetSelection =
  | { readonly kind: 'list'; readonly list: CollectTargets }
  | { readonly kind: 'ask'; readonly answer: Reply };

export const nothing = () => md`Nothing was collected.`;

/** Returns whether the request names no target at all. */
export function namesNothing({ args }: CollectRequest): boolean {
  return !args.tag && !args.incident && args.machines.length + args.byIp.length === 0;
}

/**
 * Resolves names, addresses, a tag and an incident to one list of machines.
 * @throws {UserError} no machine at all, or an unknown name in a short list
 */
export async function collectTargets(
  request: CollectRequest,
  services: PlatformServices & MachineServices & CollectServices,
): Promise<TargetSelection> {
  const { machines: names, byIp, tag, incident, words } = request.args;
  assertTooMany(names.length + byIp.length, services.policy);
  const isNamed = names.length + byIp.length > 0;
  const tagged = tag ? usable(await services.defender.machinesTagged(tag)) : [];
  const ofIncident =
    incident && !isNamed && !tag && words.includes('machines')
      ? await machinesOf(incident, services)
      : noList;
  if (!isNamed && tagged.length + ofIncident.machines.length === 0)
    throw tag ? nameAMachine('collect', nothing(), tag) : noMachineIn(incident);

  const aim = {
    verb: 'collect',
    tail: [...tagged.map(({ id }) => id), ...tailOf(request)],
    nothing: nothing(),
    trustsAddress: false,
    // A long list needs confirmation anyway, so one unknown name does not reject the others.
    toleratesUnknown: names.length + byIp.length > services.policy.limits.confirmAbove,
  };
  const picked = await selectMachines(request, aim, services);
  if (picked.kind === 'ask') return picked;
  const all = [...picked.machines, ...tagged, ...ofIncident.machines];
  const machines = [...new Map(all.map((machine) => [machine.id, machine])).values()];
  return {
    kind: 'list',
    list: {
      machines,
      compromised: ofIncident.compromised,
      unknown: [...picked.unknown, ...ofIncident.unknown],
      folded: picked.folded + all.length - machines.length,
    },
  };
}

/** Returns the words of the request that follow the machines, for use on a button. */
export function tailOf({ args: { incident, ticket, reason, flags } }: CollectRequest): string[] {
  return [
    ...flags.map((flag) => `--${flag}`),
    ...(incident ? ['incident', incident] : []),
    ...(ticket ? ['ticket', ticket] : []),
    ...(reason ? ['because', clean(reason)] : []),
  ];
}

const noList: CollectTargets = { machines: [], compromised: [], unknown: [], folded: 0 };

function usable(machines: readonly Machine[]): Machine[] {
  return machines.filter(({ mergedInto, excluded }) => !mergedInto && !excluded);
}

/** Finds every machine that an incident's alerts name. */
async function machinesOf(
  id: string,
  services: PlatformServices & MachineServices,
): Promise<CollectTargets> {
  const incident = await incidentNamed(id, services);
  const named = new Map<string, { readonly name: string; readonly compromised: boolean }>();
  for (const alert of incident.alerts) {
    const devices = alert.evidence.flatMap(({ device }) => device ?? []);
    for (const { id: deviceId, name, roles = [] } of devices) {
      const compromised = roles.some((role) => role.toLowerCase() === 'compromised');
      const before = named.get(deviceId)?.compromised ?? false;
      named.set(deviceId, { name, compromised: compromised || before });
    }
    const own = alert.machine;
    if (own && !named.has(own.id)) named.set(own.id, { name: own.name, compromised: false });
  }
  assertTooMany(named.size, services.policy);
  const ids = [...named.keys()];
  const records = await services.defender.machinesNamed(ids);
  const machines = usable(ids.flatMap((one) => records.get(one)?.[0] ?? []));
  const found = new Set(machines.map((machine) => machine.id));
  return {
    machines,
    compromised: ids.filter((one) => named.get(one)!.compromised),
    unknown: ids.filter((one) => !found.has(one)).map((one) => named.get(one)!.name || one),
    folded: 0,
  };
}

// Chains of merges occur; the bound guards against a cycle.
const maxRedirects = 5;

/** @throws {UserError} unknown incident */
async function incidentNamed(id: string, { defender }: MachineServices): Promise<Incident> {
  let incident = await defender.incident(id);
  for (let hops = 0; incident?.redirectedTo && hops < maxRedirects; hops += 1)
    incident = await defender.incident(incident.redirectedTo);
  if (incident) return incident;
  throw new UserError(md`No incident ${id} found. ${markdown(nothing())}`);
}

function noMachineIn(incident = ''): UserError {
  return new UserError(
    md`Incident ${incident} has no device that Defender knows. ${markdown(nothing())}`,
    [{ title: t`IP report`, verb: 'ips', words: ['incident', incident] }],
  );
}
