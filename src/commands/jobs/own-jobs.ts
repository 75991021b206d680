import type { Collection, Package } from '../../domain/collection';
import { type Suggestion, UserError } from '../../domain/errors';
import { isPolicyActor } from '../../domain/policy-actor';
import { markdown, md, type SafeText } from '../../domain/text';
import { jobNamed } from '../collect/packages';
import type {
  CollectServices,
  CommandRequest,
  CommandServices,
  IncidentServices,
} from '../command';
import type { NamedMachines } from '../machines/find-machines';
import { type Aim, type Selection, selectMachines } from '../machines/select-machines';
import { button, capital } from '../machines/suggest';

/** One package and the collection it belongs to. */
export interface FoundPackage {
  readonly collection: Collection;
  readonly package: Package;
}

export type PackageSearch =
  | { readonly kind: 'packages'; readonly found: readonly FoundPackage[] }
  | Extract<Selection, { kind: 'ask' }>;

type Request = CommandRequest<
  NamedMachines & {
    readonly job?: string | undefined;
    readonly incident?: string | undefined;
  }
>;

/**
 * Finds packages: all of a job, all that rules began for an incident, a machine's within one of
 * these, or a machine's latest.
 * @throws {UserError} neither a job nor a machine is named; offers the requester's own jobs
 */
export async function findPackages(
  request: Request,
  aim: Aim,
  services: CommandServices,
): Promise<PackageSearch> {
  const { job, machines, byIp } = request.args;
  const named = machines.length + byIp.length > 0;
  const within = await collectionsNamed(request.args, aim, services);
  if (!within && !named) throw await askWhichJob(request, aim, services);
  if (!named) return { kind: 'packages', found: (within ?? []).flatMap(each) };

  const tail = [...(job ? [job] : []), ...aim.tail];
  const picked = await selectMachines(request, { ...aim, tail }, services);
  if (picked.kind === 'ask') return picked;
  const wanted = new Set(picked.machines.map(({ id }) => id));
  const collections = within ?? (await latestOf(wanted, services));
  const found = collections.flatMap(each).filter((one) => wanted.has(one.package.machine.id));
  return { kind: 'packages', found };
}

async function collectionsNamed(
  { job, incident }: Request['args'],
  { nothing }: Aim,
  services: CollectServices & IncidentServices,
): Promise<Collection[] | undefined> {
  if (job) return [await jobNamed(job, services, nothing)];
  if (!incident) return undefined;
  const machines = await services.incidents.machines(incident);
  const ids = [...new Set(machines.flatMap(({ collectionId }) => collectionId ?? []))];
  const found = await Promise.all(ids.map((id) => services.collections.get(id)));
  // A collection that a person requested is not the rule's, whatever the incident.
  return found.filter((one) => one !== undefined).filter(({ askedBy }) => isPolicyActor(askedBy));
}

async function latestOf(machineIds: ReadonlySet<string>, { collections }: CollectServices) {
  const latest = await Promise.all(
    [...machineIds].map((machineId) => collections.list({ machineId, most: 1 })),
  );
  return [...new Map(latest.flat().map((one) => [one.id, one])).values()];
}

function each(collection: Collection): FoundPackage[] {
  return collection.packages.map((one) => ({ collection, package: one }));
}

async function askWhichJob({ actor }: Request, { verb, nothing }: Aim, services: CollectServices) {
  // A pending request has no package yet: it can only be cancelled.
  const pending = verb === 'cancel' ? await services.pendingRequests.waiting(actor.id) : [];
  const collections = await services.collections.list({ askedBy: actor.id, most: 3 });
  const mine = [...pending, ...collections].slice(0, 3);
  const buttons: Suggestion[] = mine.map(({ id }) => button(`${capital(verb)} ${id}`, verb, [id]));
  const says: SafeText = md`Name a job or a device, for example: ${verb} C-7F3K2`;
  return new UserError(md`${markdown(says)} ${markdown(nothing)}`, buttons);
}
