import { isOnSchedule } from '../../access/on-call';
import { refOf } from '../../cards/on-call/on-call';
import { UserError } from '../../domain/errors';
import type { FailureAlert } from '../../domain/failure-alert';
import { atLeast } from '../../domain/person';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandRequest, OnCallServices, PlatformServices } from '../command';

const maxOpen = 50;

/**
 * Finds a failure alert by its own id or its job's, or the only open one.
 * @throws {UserError} none, or more than one
 */
export async function findFailureAlert(
  request: CommandRequest<{ readonly job?: string | undefined }>,
  verb: string,
  { failureAlerts }: OnCallServices,
): Promise<FailureAlert> {
  const { job } = request.args;
  if (job) {
    const found = await failureAlerts.about(job);
    if (found) return found;
    throw new UserError(md`No alert for ${job}.`);
  }
  const open = await failureAlerts.open(maxOpen);
  const mine = open.filter((failureAlert) => concerns(failureAlert, request.actor.id));
  const [only, ...others] = mine.length > 0 ? mine : open;
  if (only && others.length === 0) return only;
  if (!only) throw new UserError(md`No alert is open.`);
  throw new UserError(
    md`${others.length + 1} alerts are open. Say which one.`,
    [only, ...others].slice(0, 3).map((failureAlert) => ({
      title: `${verb} ${refOf(failureAlert)}`,
      verb,
      words: [failureAlert.id],
    })),
  );
}

/** Returns whether the person is the assignee or was paged last. */
export function concerns({ assignee, pages }: FailureAlert, personId: string): boolean {
  const called = pages.at(-1)?.to.people ?? [];
  return assignee ? assignee.id === personId : called.some(({ id }) => id === personId);
}

/**
 * Allows responders and everyone on the on-call schedule: a person who is paged must be able to
 * answer. Checked at each press.
 * @throws {UserError} anybody else
 */
export function assertMayAct({ actor, role }: CommandRequest, { policy }: PlatformServices): void {
  if (atLeast(role, 'responder') || isOnSchedule(policy.onCall, actor)) return;
  throw new UserError(md`🔒 Only responders and people on the on-call schedule can do this.`, [
    { title: t`Who is on call?`, verb: 'oncall', words: [] },
  ]);
}
