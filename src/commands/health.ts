import { z } from 'zod';
import { healthCard } from '../cards/health';
import {
  defineCommand,
  type HelpServices,
  type OnCallServices,
  type PlatformServices,
} from './command';
import { onCallHealth } from './on-call/on-call-health';

export const health = defineCommand({
  name: 'health',
  summary: 'Check the health of Bailiff, Defender, and the database.',
  usage: 'health',
  examples: ['health'],
  role: 'analyst',
  impact: false,
  synonyms: ['ping', 'is defender up'],
  words: 'own',
  args: z.object({}),

  async run(request, services: PlatformServices & OnCallServices & HelpServices) {
    const parts = [...(await services.health.parts()), await onCallHealth(services)];
    return { card: healthCard(parts, request.render) };
  },
});
