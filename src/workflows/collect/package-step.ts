import { collectionStatusCard } from '../../cards/kit/posted-card';
import type { Card } from '../../domain/card';
import { type Collection, isOver } from '../../domain/collection';
import type { Localized, PackageChange } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';
import { showIncidentsOf } from '../incidents/incident-cards';

/** Changes a package in a step and updates its card; intermediate edits may be merged or skipped. */
export async function changePackage(
  context: WorkflowContext,
  name: string,
  services: WorkflowServices,
  packageId: string,
  change: PackageChange,
): Promise<void> {
  await context.step(name, async () => {
    showProgress(await services.collections.change(packageId, change), services);
  });
}

/** Updates the card in the background; the next edit makes up for a failed one. */
export function showProgress(collection: Collection, services: WorkflowServices): void {
  showIncidentsOf(collection, services);
  if (isOver(collection)) return;
  services.messenger
    .show(collection.id, collection.place, cardOf(collection, services), {
      reopened: collection.packages.some(({ attempt }) => attempt > 1),
    })
    .catch((error: unknown) =>
      services.log.warn({ error, collection: collection.id }, 'a card could not be edited'),
    );
}

/** Updates the card of a finished collection with what happened since. */
export function showAgain(collection: Collection, services: WorkflowServices): void {
  if (!isOver(collection)) return;
  services.messenger
    .show(collection.id, collection.place, cardOf(collection, services), { final: true })
    .catch((error: unknown) =>
      services.log.warn({ error, collection: collection.id }, 'a card could not be edited'),
    );
}

export function cardOf(collection: Collection, services: WorkflowServices): Localized<Card> {
  return (reader) => collectionStatusCard(collection, renderContextOf(services, reader));
}

/** @throws {Error} the package does not exist: workflows only follow stored packages */
export async function packageOf(packageId: string, { collections }: WorkflowServices) {
  const found = await collections.ofPackage(packageId);
  if (!found) throw new Error(`no package ${packageId}`);
  return found;
}
