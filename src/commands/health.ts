import { z } from 'zod';
import { healthCard } from '../cards/health';
import { defineCommand } from './command';
import { viewOf } from './view';

export const health = defineCommand({
  name: 'health',
  summary: 'See whether Bailiff, Defender and the database are well.',
  usage: 'health',
  examples: ['health'],
  role: 'analyst',
  impact: false,
  args: z.object({}),

  async run(request, tools) {
    return { card: healthCard(await tools.health.parts(), viewOf(request, tools)) };
  },
});
