import { z } from 'zod';
import { healthCard } from '../cards/health';
import { defineCommand } from './command';
import { dutyHealth } from './on-call/on-call-health';
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
    const parts = [...(await tools.health.parts()), await dutyHealth(tools)];
    return { card: healthCard(parts, viewOf(request, tools)) };
  },
});
