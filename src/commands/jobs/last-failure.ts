import type { Collection } from '../../domain/collection';
import { channelOf } from '../../domain/place';
import type { CollectServices, CommandRequest, ReportServices } from '../command';

/** Words that ask about what failed. */
export const failureWords = ['fail', 'failed', 'fails', 'failing', 'failure', 'wrong'];

// Failures are rare; what lies further back than these is not what somebody asks about.
const looked = 50;

/** Returns the id of the newest job that failed, of this person or in this chat or channel. */
export async function latestFailed(
  { actor, place }: CommandRequest,
  { collections, ipReports }: CollectServices & ReportServices,
): Promise<string | undefined> {
  const [jobs, ownJobs, reports, ownReports] = await Promise.all([
    collections.list({ most: looked }),
    collections.list({ askedBy: actor.id, most: looked }),
    ipReports.list({ open: false, most: looked }),
    ipReports.list({ open: false, askedBy: actor.id, most: looked }),
  ]);
  const isMeant = (asked: Pick<Collection, 'askedBy' | 'place'>) =>
    asked.askedBy.id === actor.id ||
    channelOf(asked.place.conversationId) === channelOf(place.conversationId);
  const failed = [
    ...[...jobs, ...ownJobs].filter(isMeant).flatMap(failureOf),
    ...[...reports, ...ownReports].flatMap(({ endedAt, request, state }) =>
      state === 'failed' && endedAt && isMeant(request) ? [{ id: request.id, at: endedAt }] : [],
    ),
  ];
  return failed.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0]?.id;
}

function failureOf({ id, packages }: Collection): { id: string; at: Date }[] {
  return packages
    .filter(({ state }) => state === 'failed' || state === 'stopped-waiting')
    .map(({ endedAt, updatedAt }) => ({ id, at: endedAt ?? updatedAt }));
}
