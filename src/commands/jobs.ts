import { z } from 'zod';
import { jobsCard } from '../cards/jobs';
import { trusted } from '../domain/text';
import { defineCommand, fields } from './command';
import { viewOf } from './view';

// As many as a card shows without becoming a wall.
const shown = 10;

export const jobs = defineCommand({
  name: 'jobs',
  summary: 'List your latest collections, or with “all” everybody’s.',
  usage: 'jobs [all]',
  examples: ['jobs', 'jobs all'],
  role: 'analyst',
  impact: false,
  args: z.object({ words: fields.words, flags: fields.flags }),

  async run(request, tools) {
    const { words, flags } = request.args;
    const all = [...words, ...flags].some((word) => word.toLowerCase() === 'all');
    const collections = await tools.collections.list({
      ...(!all && { askedBy: request.actor.id }),
      most: shown,
    });
    if (collections.length === 0)
      return { text: trusted(all ? 'Nobody asked for a package yet.' : 'You have no jobs yet.') };
    const title = all ? 'Latest jobs' : 'Your latest jobs';
    return { card: jobsCard({ title, collections }, viewOf(request, tools)) };
  },
});
