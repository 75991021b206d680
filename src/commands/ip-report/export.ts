import { z } from 'zod';
import type { Collection, Package } from '../../domain/collection';
import { stateWords } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { clean, md, unsafeMarkdown } from '../../domain/text';
import { renderEnglish } from '../../language/language';
import { jobNamed } from '../collect/packages';
import {
  type CollectServices,
  type CustodyServices,
  defineCommand,
  fields,
  type ReportServices,
} from '../command';
import { foreignVerbs } from '../foreign-verbs';
import { exportReport, findReport } from './export-report';
import { reportWords } from './report-words';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Export an IP report, or the devices of a job as CSV.',
  usage: 'export <report>|for incident <id> [xlsx|csv|stix|text] | <job>',
  examples: ['export C-5XYZ9 stix', 'export ips for incident 4711 csv', 'export C-7F3K2'],
  role: 'analyst',
  impact: false,
  synonyms: ['csv', 'stix', 'excel', 'xlsx'],
  foreign: foreignVerbs.export,
  window: 'taken',
  words: reportWords,
  args: z.object({
    job: fields.job,
    incident: fields.incident,
    alert: fields.alert,
    words: fields.words,
  }),

  async run(request, services: CollectServices & ReportServices & CustodyServices) {
    const { job } = request.args;
    const report = await findReport(request, services);
    if (report) return exportReport(report, request, services);
    if (!job)
      throw new UserError(
        md`No finished IP report here yet. Name one, for example: export C-5XYZ9`,
      );
    const collection = await jobNamed(job, services);
    // A fence keeps line breaks and prevents markup.
    return {
      private: { text: unsafeMarkdown(`\`\`\`\n${csvOf(collection)}\n\`\`\``) },
      public: md`Sent to you in our private chat.`,
    };
  },
});

const columns = ['machine', 'machineId', 'state', 'actionId', 'size', 'sha256', 'cause'] as const;

function csvOf({ packages }: Collection): string {
  return [columns.join(','), ...packages.map(rowOf)].join('\n');
}

function rowOf({ actionId, failure, machine, state, stored }: Package): string {
  const cells = [
    shortName(machine),
    machine.id,
    stateWords[state],
    actionId,
    stored && String(stored.size),
    stored?.sha256,
    failure && renderEnglish(failure.cause),
  ];
  return cells.map(cell).join(',');
}

/** Quoted where CSV requires it; values that a spreadsheet would run as a formula become text. */
function cell(value = ''): string {
  const line = clean(value, 300).replaceAll('`', "'");
  const inert = /^[=+@\t-]/.test(line) ? `'${line}` : line;
  return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
