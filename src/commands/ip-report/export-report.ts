import { noticeCard } from '../../cards/on-call/failure-alert';
import type { Answer } from '../../domain/card';
import { minutes } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { subjectKey } from '../../domain/stored-report';
import { text, trusted } from '../../domain/text';
import { textOf } from '../../evidence/export-text';
import { say } from '../../language/language';
import type { CommandRequest, Tools } from '../command';

export type ExportForm = 'csv' | 'stix' | 'text';

// As many addresses as one message holds without becoming a wall; the file has the rest.
const mostInMessage = 60;

/** What a message asks to be exported: a report by its id, or the newest of a subject. */
export interface Exported {
  readonly job?: string;
  readonly incident?: string;
  readonly alert?: string;
  readonly words: readonly string[];
}

/** The id of the report that is meant; nothing when the message means no report. */
export async function reportMeant(
  { alert, incident, job }: Exported,
  { ipMemory, ipReports }: Tools,
): Promise<string | undefined> {
  if (job) return (await ipReports.get(job)) && job;
  if (!incident && !alert) return undefined;
  const subject = incident ? { incident } : { alert: alert! };
  const newest = await ipMemory.newestOf(subjectKey(subject));
  if (newest) return newest;
  const words = incident ? ['for', 'incident', incident] : ['for', 'alert', alert!];
  throw new UserError(text`There is no IP report of that yet. Nothing was exported.`, [
    { title: say`Make the report`, verb: 'ips', words },
  ]);
}

/** Gives a report to who asked, 1:1: a link that works once, or the text itself. */
export async function exportReport(
  id: string,
  { actor, args }: CommandRequest<Exported>,
  tools: Tools,
): Promise<Answer> {
  await refuseUnready(id, tools);
  const form = formOf(args.words);
  if (form === 'text') return asText(id, tools);
  const link = await linkFor({ id, form }, actor, tools);
  const name = form.toUpperCase();
  const card = noticeCard({
    title: text`IP report ${id} as ${name}`,
    lines: [text`The link is for you only. It works once, for 15 minutes.`],
    ref: id,
    link: { title: say`Download ${name}`, url: link },
  });
  return { privately: { card }, aloud: text`The link to the ${name} file went to you 1:1.` };
}

async function asText(id: string, { ipMemory }: Tools): Promise<Answer> {
  const report = await ipMemory.whole(id);
  if (!report) throw new UserError(text`That report was forgotten. Ask for it again.`);
  const { addresses } = report.totals;
  const more =
    addresses > mostInMessage
      ? text`These are ${mostInMessage} of ${addresses} addresses: the CSV file holds all.`
      : '';
  // Within a fence nothing is linked or marked up, and lines stay lines.
  const fenced = textOf(report, mostInMessage).replaceAll('`', "'");
  return {
    privately: { text: trusted(`\`\`\`\n${fenced}\n\`\`\`${more && `\n\n${more}`}`) },
    aloud: text`The text went to you 1:1.`,
  };
}

function formOf(words: readonly string[]): ExportForm {
  const said = words.map((word) => word.toLowerCase());
  if (said.includes('stix') || said.includes('json')) return 'stix';
  return said.includes('text') ? 'text' : 'csv';
}

function linkFor(
  { id, form }: { readonly id: string; readonly form: ExportForm },
  person: CommandRequest['actor'],
  { links }: Tools,
): Promise<string> {
  return links.issue({ kind: 'report', id: `${id}/${form}`, person, expires: minutes(15) });
}

/** @throws {UserError} there is nothing to export */
async function refuseUnready(id: string, { ipReports }: Tools): Promise<void> {
  const report = await ipReports.get(id);
  if (report?.state === 'ready') return;
  const says = {
    running: text`${id} is still being read. Nothing was exported. Try again when it is ready.`,
    failed: text`${id} failed: there is nothing to export.`,
    cancelled: text`${id} was cancelled: there is nothing to export.`,
  };
  throw new UserError(says[report?.state ?? 'failed']);
}
