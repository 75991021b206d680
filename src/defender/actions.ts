import { isOver, type MachineAction } from '../domain/action';
import { minutes } from '../domain/duration';
import { DefenderRefusedError, DefenderUnreachableError } from '../domain/errors';
import { isMachineId } from '../domain/machine';
import { actionShape } from './mde';
import { instant, literal, segment } from './odata';
import { rowsOf } from './pages';
import type { Transport } from './transport';

const kind = 'CollectInvestigationPackage';
// Tolerated clock difference when searching for our own action.
const clockSkew = minutes(2);

/**
 * Starts the collection of an investigation package and returns its machine action.
 *
 * If a collection already runs on the machine, returns its action, whose `comment` differs. If the
 * outcome is unknown (timeout, 5xx), searches the machine's actions for our comment, so the comment
 * must be unique to this request.
 *
 * @param comment names the person, the reason and our id; shown in the portal
 * @throws {DefenderUnreachableError} the outcome is unknown and no action of ours was found
 * @throws {DefenderRefusedError} `OsPlatformNotSupported`, `ClientVersionNotSupported`, a missing permission, …
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Machine.CollectForensics.
 * Source: https://learn.microsoft.com/defender-endpoint/api/collect-investigation-package (page of 2025-06-03)
 */
export async function collectInvestigationPackage(
  http: Transport,
  machineId: string,
  comment: string,
): Promise<MachineAction> {
  if (!isMachineId(machineId)) throw new RangeError('not a machine id');
  const since = new Date(http.clock.now().getTime() - clockSkew);
  try {
    return await http.post(
      {
        endpoint: 'collectInvestigationPackage',
        path: `/api/machines/${segment(machineId)}/collectInvestigationPackage`,
        shape: actionShape,
      },
      { Comment: comment },
    );
  } catch (error) {
    const running = await actionBehind(http, error, { machineId, comment, since });
    if (!running) throw error;
    http.log.info({ machineId, actionId: running.id }, 'found the running collection');
    return running;
  }
}

/** Finds the action that exists although the request failed. */
async function actionBehind(
  http: Transport,
  error: unknown,
  { machineId, comment, since }: { machineId: string; comment: string; since: Date },
): Promise<MachineAction | undefined> {
  try {
    if (isRunningAlready(error)) {
      const all = await collectionActions(http, { machineId });
      return all.find((action) => !isOver(action)) ?? all.find(endedSince(since));
    }
    if (!isUncertain(error)) return undefined;
    const recent = await collectionActions(http, { machineId, since });
    return recent.find((action) => action.comment.trim() === comment.trim());
  } catch (cause) {
    // The first failure matters; the failed search is only logged.
    http.log.warn({ machineId, error: String(cause) }, 'could not look for the running collection');
    return undefined;
  }
}

/** Finds an action that ran when Defender rejected ours and has finished since. */
function endedSince(since: Date): (action: MachineAction) => boolean {
  return ({ status, updatedAt }) =>
    status === 'Succeeded' && updatedAt !== undefined && updatedAt > since;
}

/**
 * The code is from the live-response page, the message from the unisolate page; both occur.
 * Sources: https://learn.microsoft.com/defender-endpoint/api/run-live-response and
 * https://learn.microsoft.com/defender-endpoint/api/unisolate-machine (read 2026-11-20)
 */
function isRunningAlready(error: unknown): boolean {
  if (!(error instanceof DefenderRefusedError) || error.refusal.status !== 400) return false;
  const { code, said } = error.refusal;
  return code.toLowerCase() === 'activerequestalreadyexists' || /already in progress/i.test(said);
}

function isUncertain(error: unknown): boolean {
  if (error instanceof DefenderRefusedError) return error.refusal.status >= 500;
  return error instanceof DefenderUnreachableError;
}

/**
 * Gets the current state of an action.
 * @throws {DefenderRefusedError} 404: no such action
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Machine.Read.All or Machine.ReadWrite.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-machineaction-object (read 2026-11-20)
 */
export async function machineAction(http: Transport, actionId: string): Promise<MachineAction> {
  const path = `/api/machineactions/${actionSegment(actionId)}`;
  return http.get({ endpoint: 'getMachineAction', path, shape: actionShape });
}

/**
 * Lists package collections, newest first, including those started in the portal.
 *
 * @param filter.open only unfinished ones; an unknown status counts as unfinished
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Machine.Read.All or Machine.ReadWrite.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-machineactions-collection (page of
 * 2025-03-01), whose `$stop` is a misprint of `$top`
 */
export async function collectionActions(
  http: Transport,
  filter: {
    readonly machineId?: string | undefined;
    readonly since?: Date | undefined;
    readonly open?: boolean | undefined;
  },
): Promise<MachineAction[]> {
  const rows = await rowsOf(http, {
    endpoint: 'listMachineActions',
    path: '/api/machineactions',
    item: actionShape,
    options: { $filter: conditions(filter).join(' and ') },
    top: 1000,
  });
  const actions = new Map(rows.filter(({ type }) => type === kind).map((row) => [row.id, row]));
  return [...actions.values()]
    .filter((action) => !filter.open || !isOver(action))
    .sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
}

function conditions(filter: {
  machineId?: string | undefined;
  since?: Date | undefined;
  open?: boolean | undefined;
}): string[] {
  const open = ['Succeeded', 'Failed', 'TimeOut', 'Cancelled'].map((s) => `status ne '${s}'`);
  return [
    `type eq '${kind}'`,
    ...(filter.machineId ? [`machineId eq ${literal(filter.machineId)}`] : []),
    ...(filter.since ? [`creationDateTimeUtc gt ${instant(filter.since)}`] : []),
    ...(filter.open ? open : []),
  ];
}

/**
 * Cancels an action and returns its new state.
 *
 * Best effort: the machine may have finished a `Cancelled` action, and some tenants return 403 to
 * apps that may collect.
 *
 * @throws {DefenderRefusedError} 400: it is over already; 404: no such action
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Machine.CollectForensics.
 * Source: https://learn.microsoft.com/defender-endpoint/api/cancel-machine-action (page of 2021-06-03)
 */
export async function cancelAction(
  http: Transport,
  actionId: string,
  comment: string,
): Promise<MachineAction> {
  const path = `/api/machineactions/${actionSegment(actionId)}/cancel`;
  const call = { endpoint: 'cancelMachineAction', path, shape: actionShape } as const;
  return http.post(call, { Comment: comment });
}

/** @throws {RangeError} not an action id */
export function actionSegment(actionId: string): string {
  if (!/^[\w-]{1,64}$/.test(actionId)) throw new RangeError('not an action id');
  return segment(actionId);
}
