import { wantedInWords } from '../../cards/collect/pending-request';
import { UserError } from '../../domain/errors';
import type { PendingRequest } from '../../domain/pending-request';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { CollectServices, CommandRequest } from '../command';
import type { NamedMachines } from '../machines/find-machines';
import { button } from '../machines/suggest';

type Request = CommandRequest<
  NamedMachines & {
    readonly job?: string | undefined;
    readonly incident?: string | undefined;
  }
>;

/**
 * Finds the pending requests to cancel: by id, or the requester's own by machine name. Names are
 * compared as typed, because Defender can't resolve them while it is unreachable.
 * @throws {UserError} a request covers other machines too, or a name belongs to none of them
 */
export async function findPendingRequest(
  request: Request,
  services: CollectServices,
): Promise<PendingRequest[]> {
  const { byIp, incident, job, machines } = request.args;
  const named = [...machines, ...byIp];
  if (job) {
    const pending = await services.pendingRequests.get(job);
    if (pending && !pending.end && named.length > 0) assertWhole(pending, named);
    return pending ? [pending] : [];
  }
  if (incident || named.length === 0) return [];
  const mine = await services.pendingRequests.waiting(request.actor.id);
  const meant = mine.filter(({ about }) => about.machines.some((one) => isAmong(one, named)));
  if (meant.length > 0) assertAllWaiting(meant, named);
  for (const pending of meant) assertWhole(pending, named);
  return meant;
}

/** A pending request can only be cancelled as a whole. */
function assertWhole({ about, id }: PendingRequest, named: readonly string[]): void {
  if (about.machines.length > 0 && about.machines.every((one) => isAmong(one, named))) return;
  throw new UserError(
    md`${id} is one request for ${wantedInWords(about)}. To cancel all of it: cancel ${id}`,
    [button(t`Cancel ${id}`, 'cancel', [id])],
  );
}

function assertAllWaiting(meant: readonly PendingRequest[], named: readonly string[]): void {
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

/** Compares a short name with a full one; two full names must be equal. */
function isSame(one: string, other: string): boolean {
  return one === other || labelOf(one) === other || labelOf(other) === one;
}

/** Returns the first label of a host name; an IP address is returned unchanged. */
function labelOf(word: string): string {
  return /^[\d.]+$/.test(word) ? word : word.split('.')[0]!;
}
