import type { Policy } from '../../access/policy';
import { clock } from '../../cards/kit/time';
import { HourlyLimitError } from '../../domain/admission';
import type { Reply } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { isOnline, isSupported, type Machine, shortName } from '../../domain/machine';
import { markdown, md } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandRequest } from '../command';

/** @throws {UserError} more machines than one request may name */
export function assertTooMany(machines: number, { limits: { refuseAbove } }: Policy): void {
  if (machines <= refuseAbove) return;
  throw new UserError(
    md`That’s ${machines} devices; the limit is ${refuseAbove} at once. Nothing was collected. Send them in parts, or use a tag: collect machines tagged …`,
  );
}

/**
 * Runs work that opens or reserves packages and words the policy's hourly limit.
 * @throws {UserError} the requester's hourly limit is reached
 */
export async function withinLimits<T>(
  request: Pick<CommandRequest, 'render'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HourlyLimitError)) throw error;
    const { againAt, limit, requested } = error;
    const says = md`This exceeds your hourly limit for devices (${requested} of ${limit} used). Nothing was collected.`;
    if (!againAt) throw new UserError(says);
    const again = clock(againAt, request.render);
    throw new UserError(md`${markdown(says)} Ask again at ${again}.`);
  }
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
