import type { Collection } from '../../domain/collection';
import type { Mishap, Notice, Page } from '../../domain/failure-alert';
import { gently, type Told } from './alert-cards';
import { showAgain, showProgress } from '../collect/package-step';
import type { StoryTools } from '../engine/services';
import type { Run } from '../engine/workflow';

/** Whoever asked reads on their own card who was told last: an edit, which calls nobody. */
export async function noteWhoWasTold(
  run: Run,
  notice: Notice,
  told: Told,
  tools: StoryTools,
): Promise<void> {
  const page = notice.pages.at(-1);
  if (!page) return;
  const nameOf = ({ key }: Mishap) => `${key} ${notice.pages.length}`;
  const fresh = notice.mishaps.filter((one) => !one.mended && !told.noted.includes(nameOf(one)));
  if (fresh.length === 0) return;
  told.noted.push(...fresh.map(nameOf));
  await gently(run, 'note who was told', tools, async () => {
    const changed = new Map<string, Collection>();
    for (const mishap of fresh) {
      const collection = await note(mishap, page, tools);
      if (collection) changed.set(collection.id, collection);
    }
    for (const collection of changed.values()) {
      showProgress(collection, tools);
      showAgain(collection, tools);
    }
  });
}

async function note({ at, key, packageId }: Mishap, page: Page, { collections }: StoryTools) {
  if (!packageId) return undefined;
  const attempt = Number(key.slice(packageId.length + 1));
  // One that joined later was told of then, on the card that stood there.
  const later = at > page.at ? at : page.at;
  return collections.noteTold(packageId, attempt, {
    who: page.to.name,
    isOnCall: page.because === 'first',
    at: new Date(later).toISOString(),
  });
}
