import { csvRows } from './csv-rows';
import type { FailedStep, PackageLook } from './first-look';
import type { Batches } from './netstat';

const maxErrors = 200;
const wellDone = /^(succeeded|success|successful|completed|ok)$/i;
const noError = /^(0|0x0+|)$/i;

/**
 * The machine's own report of the collection: one row for each step, named `.xls` though it is text.
 * Nothing when it is not such a table.
 */
export async function readCollectionSummary(
  batches: Batches,
): Promise<PackageLook['summary'] | undefined> {
  const errors: FailedStep[] = [];
  let steps = 0;
  for await (const { heading, cells } of csvRows(batches)) {
    const column = (name: RegExp) => heading.findIndex((title) => name.test(title));
    const status = cells[column(/status|result$/i)];
    if (status === undefined) return undefined;
    steps += 1;
    const code = cells[column(/code|error/i)] ?? '';
    if (wellDone.test(status) && noError.test(code)) continue;
    const file = cells[column(/file|path|output/i)];
    const step = file || cells[column(/command|step|name/i)] || cells[0] || '';
    if (errors.length < maxErrors)
      errors.push({ step, status, ...(!noError.test(code) && { code }) });
  }
  return steps > 0 ? { steps, errors } : undefined;
}
