import type { StoredReport } from '../domain/stored-report';
import { csvOf } from '../evidence/export-csv';
import { stixOf } from '../evidence/export-stix';
import { textOf } from '../evidence/export-text';
import { workbookOf } from '../evidence/export-workbook';
import { t } from '../language/language';
import type { IpMemory } from '../ports';
import type { Offer } from './offer';

const forms = {
  xlsx: { name: 'Excel', ending: 'xlsx', write: workbookOf },
  csv: { name: 'CSV', ending: 'csv', write: (report: StoredReport) => csvOf(report) },
  stix: { name: 'STIX', ending: 'stix.json', write: stixOf },
  text: {
    name: 'text',
    ending: 'txt',
    write: (report: StoredReport) => Buffer.from(`${textOf(report)}\n`),
  },
} as const;

/** Exports of IP reports. The link id has the form `C-5XYZ9/csv`. */
export function reportOffer({
  ipMemory,
  portal,
}: {
  readonly ipMemory: Pick<IpMemory, 'whole'>;
  readonly portal?: string;
}): Offer {
  return {
    kind: 'report',
    role: 'analyst',
    operation: 'report.downloaded',
    async page(id) {
      const asked = read(id);
      if (!asked) return undefined;
      return {
        title: t`IP report ${asked.report}`,
        lines: [t`For you only: the link works once. The download is recorded.`],
        button: t`Download ${asked.form.name}`,
      };
    },
    async open(id) {
      const asked = read(id);
      const report = asked && (await ipMemory.whole(asked.report));
      if (!report) return undefined;
      return {
        fileName: `ips-${report.id}.${asked.form.ending}`,
        body: await asked.form.write(report, portal),
      };
    },
  };
}

function read(id: string) {
  const [report, name] = id.split('/');
  const form = forms[name as keyof typeof forms];
  return report && form ? { report, form } : undefined;
}
