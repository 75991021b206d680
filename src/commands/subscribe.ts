import { z } from 'zod';
import { type Severity, severities } from '../domain/alert';
import { channelOf } from '../domain/place';
import { text } from '../domain/text';
import { defineCommand, fields } from './command';
import { placeInWords, refuseUnlessLead, topicIn, topics, whichTopic } from './subscription-topics';

export const subscribe = defineCommand({
  name: 'subscribe',
  summary: 'Post incident reports or operations notices here from now on.',
  usage: 'subscribe incidents [<severity>+] | operations',
  examples: ['subscribe incidents high+', 'subscribe operations'],
  role: 'analyst',
  impact: false,
  args: z.object({ topic: fields.topic, words: fields.words, severity: fields.severity }),

  async run(request, tools) {
    const { topic: named, words, severity } = request.args;
    const topic = topicIn([named, ...words]);
    if (!topic) throw whichTopic();
    refuseUnlessLead(request);
    const minimumSeverity = topic === 'incidents' ? lowest(severity) : undefined;
    await tools.subscriptions.add({
      // A channel, not the thread in which it was said.
      conversationId: channelOf(request.place.conversationId),
      topic,
      ...(minimumSeverity && { minimumSeverity }),
      by: request.actor,
      at: request.at,
    });
    const from = minimumSeverity ? ` of severity ${minimumSeverity} and above` : '';
    return {
      text: text`From now on ${placeInWords(request.place)} gets ${topics[topic]}${from}. To stop: unsubscribe ${topic}`,
    };
  },
});

function lowest(wanted: readonly Severity[] = []): Severity | undefined {
  return severities.find((severity) => wanted.includes(severity));
}
