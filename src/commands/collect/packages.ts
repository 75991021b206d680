import { pendingRequestLine } from '../../cards/collect/pending-request';
import { type Collection, isFinal, type Package } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { markdown, md, type SafeText } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import { t } from '../../language/language';
import type { Workflows } from '../../ports';
import type { CollectServices } from '../command';

/** Starts the workflow of each package. Idempotent: a started workflow is left alone. */
export async function followPackages(
  packages: readonly Package[],
  workflows: Workflows,
): Promise<void> {
  for (const each of packages)
    await workflows.start('collect-package', workflowIds.collectPackage(each), {
      packageId: each.id,
      attempt: each.attempt,
    });
}

export function isOpen({ state }: Package): boolean {
  return !isFinal(state);
}

/** @throws {UserError} unknown job, or one without packages; `nothing` says what did not happen */
export async function jobNamed(
  id: string,
  { collections, pendingRequests }: CollectServices,
  nothing?: SafeText,
): Promise<Collection> {
  const collection = await collections.get(id);
  if (collection) return collection;
  const pending = await pendingRequests.get(id);
  const says = pending ? pendingRequestLine(pending) : md`No job ${id} found.`;
  const suggestion = pending
    ? { title: t`Status`, verb: 'status', words: [id] }
    : { title: t`My jobs`, verb: 'jobs', words: [] };
  throw new UserError(nothing ? md`${markdown(says)} ${markdown(nothing)}` : says, [suggestion]);
}
