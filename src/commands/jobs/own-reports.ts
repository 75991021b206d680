import type { ListedReport } from '../../cards/jobs/jobs';
import type { IpReportRecord } from '../../ports';
import type { CommandServices, ReportServices } from '../command';

/** Lists IP reports as jobs, newest first. */
export async function reportsListed(
  filter: Parameters<CommandServices['ipReports']['list']>[0],
  { ipReports }: ReportServices,
): Promise<ListedReport[]> {
  return (await ipReports.list(filter)).map(listed);
}

function listed({ request, startedAt, state }: IpReportRecord): ListedReport {
  const { askedBy, id, of } = request;
  const about = 'from' in of ? { ...of, from: new Date(of.from), to: new Date(of.to) } : of;
  return { id, about, askedBy, askedAt: startedAt, state };
}
