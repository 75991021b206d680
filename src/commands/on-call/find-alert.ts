import { isOnSchedule } from '../../access/on-call';
import { refOf } from '../../cards/on-call/on-call';
import { UserError } from '../../domain/errors';
import type { Notice } from '../../domain/failure-alert';
import { atLeast } from '../../domain/person';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import type { CommandRequest, Tools } from '../command';

const mostLooked = 50;

/**
 * The notice that a message means: by its own id or its job's, or the only one there can be.
 * @throws {UserError} none, or more than one
 */
export async function noticeMeant(
  request: CommandRequest<{ readonly job?: string }>,
  verb: string,
  { notices }: Tools,
): Promise<Notice> {
  const { job } = request.args;
  if (job) {
    const found = await notices.about(job);
    if (found) return found;
    throw new UserError(text`No failure of ${job} was reported. Nothing changed.`);
  }
  const open = await notices.open(mostLooked);
  const mine = open.filter((notice) => concerns(notice, request.actor.id));
  const [only, ...others] = mine.length > 0 ? mine : open;
  if (only && others.length === 0) return only;
  if (!only) throw new UserError(text`No failure is open. Nothing changed.`);
  throw new UserError(
    text`${others.length + 1} failures are open. Nothing changed. Say which.`,
    [only, ...others].slice(0, 3).map((notice) => ({
      title: `${verb} ${refOf(notice)}`,
      verb,
      words: [notice.id],
    })),
  );
}

/** Whether somebody has it, or was called for it last. */
export function concerns({ holder, pages }: Notice, personId: string): boolean {
  const called = pages.at(-1)?.to.people ?? [];
  return holder ? holder.id === personId : called.some(({ id }) => id === personId);
}

/**
 * Who may act on a notice: responders, and whoever stands on the schedule: somebody who is paged at
 * night must be able to answer. Asked at each press anew.
 * @throws {UserError} anybody else
 */
export function refuseBystanders({ actor, role }: CommandRequest, { policy }: Tools): void {
  if (atLeast(role, 'responder') || isOnSchedule(policy.onCall, actor)) return;
  throw new UserError(
    text`🔒 This is for responders and people on the on-call schedule. Nothing changed.`,
    [{ title: say`Who is on call?`, verb: 'oncall', words: [] }],
  );
}
