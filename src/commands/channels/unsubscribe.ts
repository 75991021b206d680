import { z } from 'zod';
import { UserError } from '../../domain/errors';
import { channelOf } from '../../domain/place';
import { md } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import { type CommandRequest, type CommandServices, defineCommand, fields } from '../command';
import { assertUnlessLead, placeInWords, topicIn, topics, whichTopic } from './subscription-topics';

export const unsubscribe = defineCommand({
  name: 'unsubscribe',
  summary:
    'Stop what this channel or chat gets, or being told of a job that somebody else asked for.',
  usage: 'unsubscribe [incidents|operations] | unsubscribe <job>',
  examples: ['unsubscribe', 'unsubscribe incidents', 'unsubscribe C-7F3K2'],
  role: 'analyst',
  impact: false,
  synonyms: ['unfollow'],
  words: 'own',
  args: z.object({ topic: fields.topic, job: fields.job, words: fields.words }),

  async run(request, services) {
    const { job, topic: named, words } = request.args;
    if (job) return stopFollowing(job, request, services);
    const topic = topicIn([named, ...words]);
    // A word that is no topic must not be taken for "everything".
    if (!topic && (named || words.some((word) => !/^(all|everything)$/i.test(word))))
      throw whichTopic();
    assertUnlessLead(request);
    const removed = await services.subscriptions.remove(
      channelOf(request.place.conversationId),
      topic,
    );
    const here = placeInWords(request.place);
    if (removed === 0)
      return { text: md`There was nothing that ${here} gets. Nothing was changed.` };
    const what = topic ? renderMessage(topics[topic]) : t`reports and notices`;
    return { text: md`From now on ${here} gets no ${what} any more.` };
  },
});

/** Whoever joined somebody else's collection was to be told of its end, and will not be. */
async function stopFollowing(
  job: string,
  { actor }: CommandRequest,
  { collections }: CommandServices,
) {
  const collection = await collections.get(job);
  const isTold = collection?.followers.some(({ person }) => person.id === actor.id);
  if (!isTold)
    throw new UserError(
      md`You are not told of ${job} as somebody who joined. Nothing was changed.`,
    );
  await collections.unfollow(job, actor.id);
  return { text: md`You are not told of ${job} any more. It goes on.` };
}
