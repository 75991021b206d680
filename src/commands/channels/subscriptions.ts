import { z } from 'zod';
import { subscriptionsCard } from '../../cards/channels/subscriptions';
import { channelOf } from '../../domain/place';
import { type ChannelServices, defineCommand } from '../command';

export const subscriptions = defineCommand({
  name: 'subscriptions',
  summary: 'List the subscriptions of this channel or chat.',
  usage: 'subscriptions',
  examples: ['subscriptions'],
  role: 'analyst',
  impact: false,
  synonyms: ['list subscriptions'],
  words: 'own',
  args: z.object({}),

  async run(request, services: ChannelServices) {
    const here = await services.subscriptions.of(channelOf(request.place.conversationId));
    return { card: subscriptionsCard(here, request.render) };
  },
});
