import { wantedInWords } from '../../cards/collect/pending-request';
import { UserError } from '../../domain/errors';
import type { PendingRequest } from '../../domain/pending-request';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandRequest, CommandServices } from '../command';
import type { NamedMachines } from '../machines/find-machines';
import { button } from '../machines/suggest';

type Request = CommandRequest<
  NamedMachines & { readonly job?: string; readonly incident?: string }
>;

/**
 * The kept requests that a cancel means: by id, or the person's own by the machines they wait for.
 * Names are compared as they were typed, because whoever knows more about them is away.
 * @throws {UserError} one of them waits for other machines too, or a name is of none of them
 */
export async function findPendingRequest(
  request: Request,
  services: CommandServices,
): Promise<PendingRequest[]> {
  const { byIp, incident, job, machines } = request.args;
  const named = [...machines, ...byIp];
  if (job) {
    const kept = await services.pendingRequests.get(job);
    if (kept && !kept.end && named.length > 0) assertParts(kept, named);
    return kept ? [kept] : [];
  }
  if (incident || named.length === 0) return [];
  const mine = await services.pendingRequests.waiting(request.actor.id);
  const meant = mine.filter(({ about }) => about.machines.some((one) => isAmong(one, named)));
  if (meant.length > 0) assertOthers(meant, named);
  for (const kept of meant) assertParts(kept, named);
  return meant;
}

/** It is asked again as it was said: no machine can be taken out of it. */
function assertParts({ about, id }: PendingRequest, named: readonly string[]): void {
  if (about.machines.length > 0 && about.machines.every((one) => isAmong(one, named))) return;
  throw new UserError(
    md`${id} is one request for ${wantedInWords(about)}. To cancel all of it: cancel ${id}`,
    [button(t`Cancel ${id}`, 'cancel', [id])],
  );
}

function assertOthers(meant: readonly PendingRequest[], named: readonly string[]): void {
  const waiting = meant.flatMap(({ about }) => about.machines);
  if (named.every((one) => isAmong(one, waiting))) return;
  const refs = meant.map(({ id }) => id);
  throw new UserError(
    md`Only ${refs.join(', ')} of these are waiting for Defender. Nothing was cancelled. Cancel them one by one.`,
    refs.map((id) => button(t`Cancel ${id}`, 'cancel', [id])),
  );
}

function isAmong(one: string, others: readonly string[]): boolean {
  return others.some((other) => isSame(one.toLowerCase(), other.toLowerCase()));
}

/** `ws-042` is `ws-042.contoso.com`, but not of two domains at once. */
function isSame(one: string, other: string): boolean {
  return one === other || labelOf(one) === other || labelOf(other) === one;
}

/** An address is no name with labels. */
function labelOf(word: string): string {
  return /^[\d.]+$/.test(word) ? word : word.split('.')[0]!;
}
