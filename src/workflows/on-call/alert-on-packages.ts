import type { Collection } from '../../domain/collection';
import type { FailureAlert, JobFailure, Page } from '../../domain/failure-alert';
import { showAgain, showProgress } from '../collect/package-step';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';
import { gently, type Told } from './alert-cards';

/** Shows on the requester's own card who was notified last: an edit, which notifies nobody. */
export async function noteWhoWasTold(
  context: WorkflowContext,
  failureAlert: FailureAlert,
  told: Told,
  services: WorkflowServices,
): Promise<void> {
  const page = failureAlert.pages.at(-1);
  if (!page) return;
  const nameOf = ({ key }: JobFailure) => `${key} ${failureAlert.pages.length}`;
  const fresh = failureAlert.jobFailures.filter(
    (one) => !one.mended && !told.noted.includes(nameOf(one)),
  );
  if (fresh.length === 0) return;
  told.noted.push(...fresh.map(nameOf));
  await gently(context, 'note who was told', services, async () => {
    const changed = new Map<string, Collection>();
    for (const jobFailure of fresh) {
      const collection = await note(jobFailure, page, services);
      if (collection) changed.set(collection.id, collection);
    }
    for (const collection of changed.values()) {
      showProgress(collection, services);
      showAgain(collection, services);
    }
  });
}

async function note(
  { at, key, packageId }: JobFailure,
  page: Page,
  { collections }: WorkflowServices,
) {
  if (!packageId) return undefined;
  const attempt = Number(key.slice(packageId.length + 1));
  // A requester who joined later read it on the card that was there.
  const later = at > page.at ? at : page.at;
  return collections.noteTold(packageId, attempt, {
    who: page.to.name,
    isOnCall: page.because === 'first',
    at: new Date(later).toISOString(),
  });
}
