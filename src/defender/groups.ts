import { z } from 'zod';
import { seconds } from '../domain/duration';
import type { Person } from '../domain/person';
import type { Groups } from '../ports';
import { Budget } from './budget';
import { type DefenderSettings, shorter, transport } from './create';
import { required, word } from './lenient';
import { pageOf, segment, withQuery } from './odata';
import { warnOfLost } from './pages';
import type { Transport } from './transport';

const maxMembers = 300;

const answer = z.object({ value: z.array(z.string()) });

/** Graph's limit per request. */
const maxAtOnce = 20;

/**
 * Returns the given groups that a person is a member of, transitively. Unknown users are in none.
 *
 * @throws {DefenderRefusedError} any other refusal, such as a permission that was not granted
 * @throws {DefenderUnreachableError}
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
  for (let from = 0; from < groupIds.length; from += maxAtOnce) {
    const some = groupIds.slice(from, from + maxAtOnce);
    const { value } = await http.post(
      { endpoint: 'checkMemberGroups', path, shape: answer },
      { groupIds: some },
    );
    for (const id of value) found.add(id.toLowerCase());
  }
  return found;
}

const member = z.object({
  '@odata.type': word,
  id: required,
  displayName: word,
  accountEnabled: z.boolean().nullish().catch(undefined),
});

/**
 * Lists the people in a group, transitively, without devices, apps and disabled accounts. Graph omits
 * names if the app may not read them.
 *
 * @throws {DefenderRefusedError} no such group, or a permission that was not granted
 * @throws {DefenderUnreachableError}
 *
 * Limit: our own, 150 calls a minute; a page has 100 members, next pages by `nextLink`.
 * Permission: GroupMember.Read.All (application), and User.Read.All for names.
 * Source: https://learn.microsoft.com/graph/api/group-list-transitivemembers (read 2026-11-25)
 */
export async function groupMembers(http: Transport, groupId: string): Promise<Person[]> {
  const endpoint = 'listGroupMembers';
  const found: Person[] = [];
  let path: string | undefined = withQuery(`/v1.0/groups/${segment(groupId)}/transitiveMembers`, {
    $select: 'id,displayName,accountEnabled',
  });
  while (path && found.length < maxMembers) {
    const page: Awaited<ReturnType<typeof read>> = await read(path);
    warnOfLost(http, endpoint, page.count - page.items.length);
    for (const one of page.items)
      if (one['@odata.type'] === '#microsoft.graph.user' && one.accountEnabled !== false)
        found.push({ id: one.id, name: one.displayName ?? 'Lead' });
    path = page.next && http.pathOf(page.next, endpoint);
  }
  return found;

  function read(at: string) {
    return http.get({ endpoint, path: at, shape: pageOf(member) });
  }
}

/** Reads Entra groups from Graph as the app, with a short timeout because a person is waiting. */
export function createGroups(settings: DefenderSettings): Groups {
  const { clock } = settings;
  const budget = new Budget(settings.ledger, clock);
  const services = { ...settings, budget, timeoutMs: shorter(clock, seconds(5)) };
  const http = transport(settings.graph, settings, services);
  return {
    among: (personId, groupIds) => memberGroups(http, personId, groupIds),
    members: (groupId) => groupMembers(http, groupId),
  };
}
