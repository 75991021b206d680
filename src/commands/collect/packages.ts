import { keptRequestLine } from '../../cards/collect/pending-request';
import { type Collection, isFinal, type Package, storyOf } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { raw, type SafeText, text } from '../../domain/text';
import { say } from '../../language/language';
import type { Workflows } from '../../ports';
import type { Tools } from '../command';

/** Starts the story of each package; a story that was started before is left alone. */
export async function followPackages(
  packages: readonly Package[],
  workflows: Workflows,
): Promise<void> {
  for (const each of packages)
    await workflows.start('collect-package', storyOf(each), {
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
  { collections, keptRequests }: Tools,
  nothing?: SafeText,
): Promise<Collection> {
  const collection = await collections.get(id);
  if (collection) return collection;
  const kept = await keptRequests.get(id);
  const says = kept ? keptRequestLine(kept) : text`I don't know a job ${id}.`;
  const suggestion = kept
    ? { title: say`Status`, verb: 'status', words: [id] }
    : { title: say`My jobs`, verb: 'jobs', words: [] };
  throw new UserError(nothing ? text`${raw(says)} ${raw(nothing)}` : says, [suggestion]);
}
