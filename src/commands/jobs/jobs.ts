import { z } from 'zod';
import { jobsCard, maxRunning, newest } from '../../cards/jobs/jobs';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import {
  type ChannelServices,
  type CollectServices,
  defineCommand,
  fields,
  type ReportServices,
} from '../command';
import { reportsListed } from './own-reports';

export const jobs = defineCommand({
  name: 'jobs',
  summary: 'List your latest collections and IP reports, or everyone’s with “all”.',
  usage: 'jobs [all]',
  examples: ['jobs', 'jobs all'],
  role: 'analyst',
  impact: false,
  synonyms: ['my jobs'],
  casual: ['history', 'recent', 'queue'],
  words: 'own',
  args: z.object({ words: fields.words, flags: fields.flags }),

  async run(request, services: CollectServices & ReportServices & ChannelServices) {
    const { words, flags } = request.args;
    const all = [...words, ...flags].some((word) => word.toLowerCase() === 'all');
    const askedBy = all ? undefined : request.actor.id;
    const [collections, reports, kept, counts] = await Promise.all([
      withRunning(
        (filter) => services.collections.list({ askedBy, ...filter }),
        newest.collections,
      ),
      withRunning((filter) => reportsListed({ askedBy, ...filter }, services), newest.reports),
      services.pendingRequests.waiting(askedBy),
      services.overview.jobs(askedBy),
    ]);
    if (collections.length + reports.length + kept.length === 0)
      return { text: all ? md`No jobs yet.` : md`You have no jobs yet.` };
    const title = all ? t`Latest jobs` : t`Your latest jobs`;
    return {
      card: jobsCard({ title, collections, reports, kept, counts }, request.render),
    };
  },
});

/** Lists the newest jobs and all running ones. */
async function withRunning<Job extends { readonly id: string }>(
  list: (filter: { open?: boolean; most: number }) => Promise<readonly Job[]>,
  most: number,
): Promise<Job[]> {
  const found = await Promise.all([list({ most }), list({ open: true, most: maxRunning })]);
  return [...new Map(found.flat().map((job) => [job.id, job])).values()];
}
