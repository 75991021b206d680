import { z } from 'zod';
import { jobsCard } from '../cards/jobs';
import { text } from '../domain/text';
import { say } from '../language/language';
import { defineCommand, fields } from './command';
import { reportsListed } from './own-reports';
import { viewOf } from './view';

// As many as a card shows without becoming a wall.
const shown = 10;

export const jobs = defineCommand({
  name: 'jobs',
  summary: 'List your latest collections and IP reports, or with “all” everybody’s.',
  usage: 'jobs [all]',
  examples: ['jobs', 'jobs all'],
  role: 'analyst',
  impact: false,
  args: z.object({ words: fields.words, flags: fields.flags }),

  async run(request, tools) {
    const { words, flags } = request.args;
    const all = [...words, ...flags].some((word) => word.toLowerCase() === 'all');
    const filter = { askedBy: all ? undefined : request.actor.id, most: shown };
    const [collections, reports, kept] = await Promise.all([
      tools.collections.list(filter),
      reportsListed(filter, tools),
      tools.keptRequests.waiting(filter.askedBy),
    ]);
    if (collections.length + reports.length + kept.length === 0)
      return { text: all ? text`Nobody asked for anything yet.` : text`You have no jobs yet.` };
    const title = all ? say`Latest jobs` : say`Your latest jobs`;
    return { card: jobsCard({ title, collections, reports, kept }, viewOf(request, tools)) };
  },
});
