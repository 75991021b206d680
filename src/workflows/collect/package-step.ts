import { livingCard } from '../../cards/kit/posted-card';
import type { Card } from '../../domain/card';
import { type Collection, isOver } from '../../domain/collection';
import type { Drawn, PackageChange } from '../../ports';
import { showIncidentsOf } from '../incidents/incident-cards';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';
import type { Run } from '../engine/workflow';

/** Changes a package and lets its card follow: intermediate edits may be merged or skipped. */
export async function changePackage(
  run: Run,
  name: string,
  tools: StoryTools,
  packageId: string,
  change: PackageChange,
): Promise<void> {
  await run.step(name, async () => {
    showProgress(await tools.collections.change(packageId, change), tools);
  });
}

/** Draws the living card anew; nobody waits for it, and a failed edit is followed by the next. */
export function showProgress(collection: Collection, tools: StoryTools): void {
  showIncidentsOf(collection, tools);
  if (isOver(collection)) return;
  tools.messenger
    .show(collection.id, collection.place, cardOf(collection, tools), {
      reopened: collection.packages.some(({ attempt }) => attempt > 1),
    })
    .catch((error: unknown) =>
      tools.log.warn({ error, collection: collection.id }, 'a card could not be edited'),
    );
}

/** The card of a collection that is over, with what happened to it since. */
export function showAgain(collection: Collection, tools: StoryTools): void {
  if (!isOver(collection)) return;
  tools.messenger
    .show(collection.id, collection.place, cardOf(collection, tools), { final: true })
    .catch((error: unknown) =>
      tools.log.warn({ error, collection: collection.id }, 'a card could not be edited'),
    );
}

export function cardOf(collection: Collection, tools: StoryTools): Drawn<Card> {
  return (reader) => livingCard(collection, viewOf(tools, reader));
}

/** @throws when there is no such package: stories only follow what the database holds */
export async function packageOf(packageId: string, { collections }: StoryTools) {
  const found = await collections.ofPackage(packageId);
  if (!found) throw new Error(`no package ${packageId}`);
  return found;
}
