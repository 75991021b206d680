import type { Policy } from '../../access/policy';
import { clock } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { hours } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { isOnline, isSupported, type Machine, shortName } from '../../domain/machine';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandRequest, CommandServices } from '../command';

/** @throws {UserError} more machines than one request may name */
export function assertTooMany(machines: number, { limits: { refuseAbove } }: Policy): void {
  if (machines <= refuseAbove) return;
  throw new UserError(
    md`That’s ${machines} devices; the limit is ${refuseAbove} at once. Nothing was collected. Send them in parts, or use a tag: collect machines tagged …`,
  );
}

/**
 * How often one person may ask in an hour. What was kept while Defender was away was counted then.
 * @throws {UserError} more collections than the policy allows
 */
export async function assertHourlyLimit(
  request: CommandRequest,
  services: CommandServices,
): Promise<void> {
  if (request.kept) return;
  const recent = await collectionsOfLastHour(request, services);
  const oldest = recent.at(-1);
  if (!oldest || recent.length < services.policy.limits.perPersonPerHour) return;
  const hour = services.clock.real(hours(1));
  const again = clock(new Date(oldest.askedAt.getTime() + hour), request.render);
  throw new UserError(
    md`You’ve reached the limit of ${recent.length} requests an hour. Nothing was collected. Try again at ${again}, or name several devices in one message.`,
  );
}

/**
 * Collections that this person asked for, the newest first, and not more than may be.
 *
 * What was opened after this very message does not count: a step that runs again after a crash must
 * not be refused because of what it did itself.
 */
export async function collectionsOfLastHour(
  { actor, at }: CommandRequest,
  { clock: time, collections, policy }: CommandServices,
): Promise<Collection[]> {
  const most = policy.limits.perPersonPerHour;
  const since = at.getTime() - time.real(hours(1));
  const mine = await collections.list({ askedBy: actor.id, most });
  return mine.filter(({ askedAt }) => askedAt.getTime() > since && askedAt < at);
}

const maxListed = 10;

/** Answers `--dry-run`: lists what would be collected. */
export function dryRun(machines: readonly Machine[]): Reply {
  const named = machines.slice(0, maxListed).map(shortName).join(', ');
  const rest = machines.length - maxListed;
  const names = rest > 0 ? t`${named} and ${rest} more` : named;
  return {
    text: md`Dry run: would collect from ${names}: ${inNumbers(machines)}. Nothing was collected.`,
  };
}

function inNumbers(machines: readonly Machine[]): string {
  const online = machines.filter(isOnline).length;
  const strange = machines.filter((machine) => !isSupported(machine)).length;
  const parts = [t`${online} online`];
  if (online < machines.length) parts.push(t`${machines.length - online} offline (will wait)`);
  if (strange > 0) parts.push(t`${strange} phones or tablets (not supported)`);
  return parts.join(' · ');
}
