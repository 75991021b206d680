import { pendingRequestLine } from '../../cards/collect/pending-request';
import { type Collection, isFinal, type Package, workflowIdOf } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { markdown, md, type SafeText } from '../../domain/text';
import { t } from '../../language/language';
import type { Workflows } from '../../ports';
import type { CommandServices } from '../command';

/** Starts the story of each package; a story that was started before is left alone. */
export async function followPackages(
  packages: readonly Package[],
  workflows: Workflows,
): Promise<void> {
  for (const each of packages)
    await workflows.start('collect-package', workflowIdOf(each), {
      packageId: each.id,
      attempt: each.attempt,
    });
}

export function isOpen({ state }: Package): boolean {
  return !isFinal(state);
}

/** @throws {UserError} no such job, or one that has no packages; `nothing` says what did not happen */
export async function jobNamed(
  id: string,
  { collections, pendingRequests }: CommandServices,
  nothing?: SafeText,
): Promise<Collection> {
  const collection = await collections.get(id);
  if (collection) return collection;
  const kept = await pendingRequests.get(id);
  const says = kept ? pendingRequestLine(kept) : md`No job ${id} found.`;
  const suggestion = kept
    ? { title: t`Status`, verb: 'status', words: [id] }
    : { title: t`My jobs`, verb: 'jobs', words: [] };
  throw new UserError(nothing ? md`${markdown(says)} ${markdown(nothing)}` : says, [suggestion]);
}
