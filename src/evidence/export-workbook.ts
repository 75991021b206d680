import writeExcelFile from 'write-excel-file/node';
import type { StoredReport } from '../domain/stored-report';
import { tableOf } from './export-csv';

const widest = 60;

/**
 * The same rows as the CSV file as an Excel workbook, for people: no import dialogue, no code page, no
 * separator of a country. Every text is a text cell, so that nothing in it is a formula.
 */
export async function workbookOf(report: StoredReport): Promise<Buffer> {
  const { names, rows } = tableOf(report);
  const heading = names.map((value) => ({ value, fontWeight: 'bold' as const }));
  const cells = rows.map((row) =>
    row.map((value) =>
      typeof value === 'number' ? { value, type: Number } : value ? { value, type: String } : null,
    ),
  );
  const columns = names.map((name, at) => ({ width: widthOf(name, rows, at) }));
  const written = writeExcelFile([heading, ...cells], {
    columns,
    sheet: report.id,
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
  });
  return written.toBuffer();
}

/** In characters, by the first hundred rows. */
function widthOf(name: string, rows: readonly (readonly (string | number)[])[], at: number) {
  const lengths = rows.slice(0, 100).map((row) => String(row[at]).length);
  return Math.min(Math.max(name.length, ...lengths) + 2, widest);
}
