import { z } from 'zod';
import { jobsCard, mostRunning, newest } from '../../cards/jobs/jobs';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import { defineCommand, fields } from '../command';
import { reportsListed } from './own-reports';
import { viewOf } from '../view';

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
    const askedBy = all ? undefined : request.actor.id;
    const [collections, reports, kept, counts] = await Promise.all([
      withRunning((filter) => tools.collections.list({ askedBy, ...filter }), newest.collections),
      withRunning((filter) => reportsListed({ askedBy, ...filter }, tools), newest.reports),
      tools.keptRequests.waiting(askedBy),
      tools.overview.jobs(askedBy),
    ]);
    if (collections.length + reports.length + kept.length === 0)
      return { text: all ? text`Nobody asked for anything yet.` : text`You have no jobs yet.` };
    const title = all ? say`Latest jobs` : say`Your latest jobs`;
    return {
      card: jobsCard({ title, collections, reports, kept, counts }, viewOf(request, tools)),
    };
  },
});

/** The newest, and whatever runs still, however old it is. */
async function withRunning<Job extends { readonly id: string }>(
  list: (filter: { open?: boolean; most: number }) => Promise<readonly Job[]>,
  most: number,
): Promise<Job[]> {
  const found = await Promise.all([list({ most }), list({ open: true, most: mostRunning })]);
  return [...new Map(found.flat().map((job) => [job.id, job])).values()];
}
