import { personName } from '../../cards/kit/name';
import type { Reply } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { atLeast } from '../../domain/person';
import { md } from '../../domain/text';
import type { CommandRequest, PlatformServices, ReportServices } from '../command';

/** Cancels an IP report; returns undefined when the id is not a report. */
export async function cancelReport(
  job: string | undefined,
  { actor, requestId, role }: CommandRequest,
  { ipReports, workflows }: PlatformServices & ReportServices,
): Promise<Reply | undefined> {
  const report = job ? await ipReports.get(job) : undefined;
  if (!job || !report) return undefined;
  const { askedBy } = report.request;
  if (askedBy.id !== actor.id && !atLeast(role, 'lead'))
    throw new UserError(
      md`${personName(askedBy)} requested ${job}, so only ${personName(askedBy)} or a lead can cancel it.`,
    );
  if (!(await ipReports.cancel(job, actor))) return { text: md`${job} already finished.` };
  // Wakes a workflow that waits for Defender, so that it shows its end.
  const news = { kind: 'cancel', by: actor } as const;
  await workflows.signal(job, 'news', news, `cancel:${requestId}`);
  return { text: md`IP report ${job}: cancelled.` };
}
