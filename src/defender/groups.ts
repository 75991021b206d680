import { z } from 'zod';
import { seconds } from '../domain/duration';
import type { Groups } from '../ports';
import { Budget } from './budget';
import { type DefenderSettings, shorter, transport } from './create';
import { segment } from './odata';
import type { Transport } from './transport';

const answer = z.object({ value: z.array(z.string()) });

/** As many as Graph takes in one question. */
const mostAtOnce = 20;

/**
 * Those of the groups that a person is a member of, also through other groups (the call is
 * transitive). Who is unknown to the tenant is a member of none.
 *
 * @throws {DefenderRefused} any other refusal, such as a permission that was not granted
 * @throws {DefenderUnreachable}
 *
 * Limit: our own, 150 calls a minute; each asks about 20 groups at most.
 * Permission: User.Read.All and GroupMember.Read.All (application).
 * Source: https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups (page of 2024-10-24)
 */
export async function memberGroups(
  http: Transport,
  personId: string,
  groupIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const path = `/v1.0/users/${segment(personId)}/checkMemberGroups`;
  for (let from = 0; from < groupIds.length; from += mostAtOnce) {
    const some = groupIds.slice(from, from + mostAtOnce);
    const { value } = await http.post(
      { endpoint: 'checkMemberGroups', path, shape: answer },
      { groupIds: some },
    );
    for (const id of value) found.add(id.toLowerCase());
  }
  return found;
}

/** Groups of Entra, read from Graph as the app. Somebody waits for the answer: it has seconds. */
export function createGroups(settings: DefenderSettings): Groups {
  const { clock } = settings;
  const budget = new Budget(settings.ledger, clock);
  const tools = { ...settings, budget, timeoutMs: shorter(clock, seconds(5)) };
  const http = transport(settings.graph, settings, tools);
  return { among: (personId, groupIds) => memberGroups(http, personId, groupIds) };
}
