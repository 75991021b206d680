import { messageCard } from '../../cards/kit/message';
import type { Reply } from '../../domain/card';
import { minutes } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { channelOf } from '../../domain/place';
import { subjectKey } from '../../domain/stored-report';
import { md, unsafeMarkdown } from '../../domain/text';
import { textOf } from '../../evidence/export-text';
import { t } from '../../language/language';
import type { CommandRequest, CustodyServices, ReportServices } from '../command';

export type ExportForm = 'xlsx' | 'csv' | 'stix' | 'text';

// As many addresses as one readable message holds; the file has the rest.
const maxInMessage = 60;

/** What to export: a report by its id, or the newest of a subject. */
export interface Exported {
  readonly job?: string | undefined;
  readonly incident?: string | undefined;
  readonly alert?: string | undefined;
  readonly words: readonly string[];
}

/** The id of the requested report, else of the newest one here; undefined when there is none. */
export async function findReport(
  { actor, args: { alert, incident, job }, place }: CommandRequest<Exported>,
  { ipMemory, ipReports }: ReportServices,
): Promise<string | undefined> {
  if (job) return (await ipReports.get(job)) && job;
  if (!incident && !alert) {
    const ready = { state: 'ready', most: 1 } as const;
    const here = await ipReports.list({ ...ready, channel: channelOf(place.conversationId) });
    const [last] = here.length > 0 ? here : await ipReports.list({ ...ready, askedBy: actor.id });
    return last?.request.id;
  }
  const subject = incident ? { incident } : { alert: alert! };
  const newest = await ipMemory.newestOf(subjectKey(subject));
  if (newest) return newest;
  const words = incident ? ['for', 'incident', incident] : ['for', 'alert', alert!];
  throw new UserError(md`No IP report for that yet.`, [
    { title: t`Make the report`, verb: 'ips', words },
  ]);
}

/** Sends a report to the requester, 1:1: a one-time link, or the text itself. */
export async function exportReport(
  id: string,
  { actor, args }: CommandRequest<Exported>,
  services: ReportServices & CustodyServices,
): Promise<Reply> {
  await assertUnready(id, services);
  const form = formOf(args.words);
  if (form === 'text') return asText(id, services);
  const link = await linkFor({ id, form }, actor, services);
  const name = form === 'xlsx' ? 'Excel' : form.toUpperCase();
  const card = messageCard({
    title: md`IP report ${id} as ${name}`,
    lines: [md`Only you can use this link. It works once, for 15 minutes.`],
    ref: id,
    link: { title: t`Download ${name}`, url: link },
  });
  return { private: { card }, public: md`Sent to you in our private chat.` };
}

async function asText(id: string, { ipMemory }: ReportServices): Promise<Reply> {
  const report = await ipMemory.whole(id);
  if (!report) throw new UserError(md`That report was deleted. Run it again.`);
  const { addresses } = report.totals;
  const more =
    addresses > maxInMessage
      ? md`These are ${maxInMessage} of ${addresses} addresses: the Excel file holds all.`
      : '';
  // A fence prevents links and markup, and keeps line breaks.
  const fenced = textOf(report, maxInMessage).replaceAll('`', "'");
  return {
    private: { text: unsafeMarkdown(`\`\`\`\n${fenced}\n\`\`\`${more && `\n\n${more}`}`) },
    public: md`Sent to you in our private chat.`,
  };
}

function formOf(words: readonly string[]): ExportForm {
  const said = words.map((word) => word.toLowerCase());
  if (said.includes('stix') || said.includes('json')) return 'stix';
  if (said.includes('csv')) return 'csv';
  return said.includes('text') ? 'text' : 'xlsx';
}

function linkFor(
  { id, form }: { readonly id: string; readonly form: ExportForm },
  person: CommandRequest['actor'],
  { links }: CustodyServices,
): Promise<string> {
  return links.issue({ kind: 'report', id: `${id}/${form}`, person, expires: minutes(15) });
}

/** @throws {UserError} there is nothing to export */
async function assertUnready(id: string, { ipReports }: ReportServices): Promise<void> {
  const report = await ipReports.get(id);
  if (report?.state === 'ready') return;
  const says = {
    running: md`${id} is still running. Try again when it’s ready.`,
    failed: md`${id} failed: nothing to export.`,
    cancelled: md`${id} was cancelled: nothing to export.`,
  };
  throw new UserError(says[report?.state ?? 'failed']);
}
