import { z } from 'zod';
import { UserError } from '../../domain/errors';
import { channelOf } from '../../domain/place';
import { md } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import {
  type ChannelServices,
  type CollectServices,
  type CommandRequest,
  defineCommand,
  fields,
} from '../command';
import { assertMayChange, placeInWords, topicIn, topics, whichTopic } from './subscription-topics';

export const unsubscribe = defineCommand({
  name: 'unsubscribe',
  summary: 'Stop notifications for this channel or chat, or for a job you joined.',
  usage: 'unsubscribe [incidents|operations] | unsubscribe <job>',
  examples: ['unsubscribe', 'unsubscribe incidents', 'unsubscribe C-7F3K2'],
  role: 'analyst',
  impact: false,
  synonyms: ['unfollow'],
  words: 'own',
  args: z.object({ topic: fields.topic, job: fields.job, words: fields.words }),

  async run(request, services: CollectServices & ChannelServices) {
    const { job, topic: named, words } = request.args;
    if (job) return stopFollowing(job, request, services);
    const topic = topicIn([named, ...words]);
    // An unknown word must not unsubscribe from everything.
    if (!topic && (named || words.some((word) => !/^(all|everything)$/i.test(word))))
      throw whichTopic();
    assertMayChange(request);
    const removed = await services.subscriptions.remove(
      channelOf(request.place.conversationId),
      topic,
    );
    const here = placeInWords(request.place);
    if (removed === 0) return { text: md`${here} has no such subscription.` };
    const what = topic ? renderMessage(topics[topic]) : t`reports and alerts`;
    return { text: md`Unsubscribed: ${here} no longer gets ${what}.` };
  },
});

/** Stops following a collection that another person requested. */
async function stopFollowing(
  job: string,
  { actor }: CommandRequest,
  { collections }: CollectServices,
) {
  const collection = await collections.get(job);
  const isTold = collection?.followers.some(({ person }) => person.id === actor.id);
  if (!isTold) throw new UserError(md`You haven’t joined ${job}.`);
  await collections.unfollow(job, actor.id);
  return { text: md`You’ll no longer get updates on ${job}. It continues.` };
}
