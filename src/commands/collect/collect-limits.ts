import type { Policy } from '../../access/policy';
import { clock } from '../../cards/kit/time';
import type { Answer } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { hours } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { isOnline, isSupported, type Machine, shortName } from '../../domain/machine';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import type { CommandRequest, Tools } from '../command';
import { viewOf } from '../view';

/** @throws {UserError} more machines than one message may name */
export function refuseTooMany(machines: number, { limits: { refuseAbove } }: Policy): void {
  if (machines <= refuseAbove) return;
  throw new UserError(
    text`That's ${machines} machines. I take up to ${refuseAbove} at once. Nothing was collected. Send them in parts, or narrow them by a tag: collect machines tagged …`,
  );
}

/**
 * How often one person may ask in an hour. What was kept while Defender was away was counted then.
 * @throws {UserError} more collections than the policy allows
 */
export async function refuseFlood(request: CommandRequest, tools: Tools): Promise<void> {
  if (request.kept) return;
  const recent = await begunWithinTheHour(request, tools);
  const oldest = recent.at(-1);
  if (!oldest || recent.length < tools.policy.limits.perPersonPerHour) return;
  const hour = tools.clock.real(hours(1));
  const again = clock(new Date(oldest.askedAt.getTime() + hour), viewOf(request, tools));
  throw new UserError(
    text`You asked ${recent.length} times within an hour, and that is the limit. Nothing was collected. Ask again at ${again}, or name several machines in one message.`,
  );
}

/**
 * Collections that this person asked for, the newest first, and not more than may be.
 *
 * What was opened after this very message does not count: a step that runs again after a crash must
 * not be refused because of what it did itself.
 */
export async function begunWithinTheHour(
  { actor, at }: CommandRequest,
  { clock: time, collections, policy }: Tools,
): Promise<Collection[]> {
  const most = policy.limits.perPersonPerHour;
  const since = at.getTime() - time.real(hours(1));
  const mine = await collections.list({ askedBy: actor.id, most });
  return mine.filter(({ askedAt }) => askedAt.getTime() > since && askedAt < at);
}

const mostNamed = 10;

/** `--dry-run`: what would be collected, and from which record. */
export function onlyLooked(machines: readonly Machine[]): Answer {
  const named = machines.slice(0, mostNamed).map(shortName).join(', ');
  const rest = machines.length - mostNamed;
  const names = rest > 0 ? say`${named} and ${rest} more` : named;
  return {
    text: text`I would collect from ${names}: ${inNumbers(machines)}. Nothing was collected.`,
  };
}

function inNumbers(machines: readonly Machine[]): string {
  const online = machines.filter(isOnline).length;
  const strange = machines.filter((machine) => !isSupported(machine)).length;
  const parts = [say`${online} online`];
  if (online < machines.length) parts.push(say`${machines.length - online} offline (will wait)`);
  if (strange > 0) parts.push(say`${strange} phones or tablets (Defender will refuse)`);
  return parts.join(' · ');
}
