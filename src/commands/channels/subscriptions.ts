import { z } from 'zod';
import { subscriptionsCard } from '../../cards/channels/subscriptions';
import { channelOf } from '../../domain/place';
import { defineCommand } from '../command';

export const subscriptions = defineCommand({
  name: 'subscriptions',
  summary: 'See what this channel or chat gets, and who asked for it.',
  usage: 'subscriptions',
  examples: ['subscriptions'],
  role: 'analyst',
  impact: false,
  synonyms: ['list subscriptions'],
  words: 'own',
  args: z.object({}),

  async run(request, services) {
    const here = await services.subscriptions.of(channelOf(request.place.conversationId));
    return { card: subscriptionsCard(here, request.render) };
  },
});
