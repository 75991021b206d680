import { z } from 'zod';
import { type Severity, severities } from '../../domain/alert';
import type { IncidentFilter } from '../../domain/follows';
import { channelOf } from '../../domain/place';
import { markdown, md } from '../../domain/text';
import { renderMessage } from '../../language/language';
import { type ChannelServices, defineCommand, fields, type PlatformServices } from '../command';
import {
  assertMayChange,
  assertMaySubscribe,
  filterInWords,
  placeInWords,
  readersNote,
  topicIn,
  topics,
  whichTopic,
} from './subscription-topics';

export const subscribe = defineCommand({
  name: 'subscribe',
  summary: 'Post incidents or operations alerts here.',
  usage: 'subscribe incidents [<severity>+] [source:<product>] [tag:<tag>] | operations',
  examples: ['subscribe incidents high+', 'subscribe operations'],
  role: 'analyst',
  impact: false,
  casual: ['follow'],
  words: 'own',
  args: z.object({
    topic: fields.topic,
    words: fields.words,
    severity: fields.severity,
    tag: fields.tag,
  }),

  async run(request, services: PlatformServices & ChannelServices) {
    const { topic: named, words } = request.args;
    const topic = topicIn([named, ...words]);
    if (!topic) throw whichTopic();
    assertMayChange(request);
    assertMaySubscribe(topic, request, services);
    const filter = topic === 'incidents' ? filterIn(request.args) : {};
    await services.subscriptions.add({
      // The channel, not the thread of the message.
      conversationId: channelOf(request.place.conversationId),
      topic,
      ...filter,
      by: request.actor,
      at: request.at,
    });
    const here = placeInWords(request.place);
    const what = renderMessage(topics[topic]);
    const which = filterInWords(filter);
    const readers = markdown(readersNote(request.place));
    return {
      text: which
        ? md`Subscribed: ${here} now gets ${what} ${which}.${readers} To stop: unsubscribe ${topic}`
        : md`Subscribed: ${here} now gets ${what}.${readers} To stop: unsubscribe ${topic}`,
    };
  },
});

/** Parses `high+ source:office365 tag:Finance`; all conditions apply together. */
function filterIn({
  severity,
  tag,
  words,
}: {
  readonly severity?: readonly Severity[] | undefined;
  readonly tag?: string | undefined;
  readonly words: readonly string[];
}): IncidentFilter {
  const minimumSeverity = lowest(severity);
  const source = labelled('source', words);
  const meant = tag ?? labelled('tag', words);
  return {
    ...(minimumSeverity && { minimumSeverity }),
    ...(source && { source }),
    ...(meant && { tag: meant }),
  };
}

function labelled(label: string, words: readonly string[]): string | undefined {
  const word = words.find((one) => one.toLowerCase().startsWith(`${label}:`));
  return word?.slice(label.length + 1) || undefined;
}

function lowest(wanted: readonly Severity[] = []): Severity | undefined {
  return severities.find((severity) => wanted.includes(severity));
}
