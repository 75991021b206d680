import { z } from 'zod';
import { channelOf } from '../domain/place';
import { text } from '../domain/text';
import { say, translated } from '../language/language';
import { defineCommand, fields } from './command';
import { placeInWords, refuseUnlessLead, topicIn, topics, whichTopic } from './subscription-topics';

export const unsubscribe = defineCommand({
  name: 'unsubscribe',
  summary: 'Stop what this channel or chat gets: one topic, or everything.',
  usage: 'unsubscribe [incidents|operations]',
  examples: ['unsubscribe', 'unsubscribe incidents'],
  role: 'analyst',
  impact: false,
  args: z.object({ topic: fields.topic, words: fields.words }),

  async run(request, tools) {
    const { topic: named, words } = request.args;
    const topic = topicIn([named, ...words]);
    // A word that is no topic must not be taken for "everything".
    if (!topic && (named || words.some((word) => !/^(all|everything)$/i.test(word))))
      throw whichTopic();
    refuseUnlessLead(request);
    const removed = await tools.subscriptions.remove(
      channelOf(request.place.conversationId),
      topic,
    );
    const here = placeInWords(request.place);
    if (removed === 0)
      return { text: text`There was nothing that ${here} gets. Nothing was changed.` };
    const what = topic ? translated(topics[topic]) : say`reports and notices`;
    return { text: text`From now on ${here} gets no ${what} any more.` };
  },
});
