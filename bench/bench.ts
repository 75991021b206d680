import { parseArgs } from 'node:util';
import { calls } from './calls';
import { grammar } from './grammar';
import { ipReport } from './ip-report';
import { journal } from './journal';
import { makespan } from './makespan';
import type { Bench, Measure } from './measure';
import { scale } from './scale';
import { seal, sealLarge } from './seal';
import { turns } from './turns';

/**
 * `npm run bench`: each figure next to a baseline from the same run, because absolute figures
 * mostly describe the machine. `npm run bench -- ip-report grammar` runs some benchmarks; `--json`
 * is for programs. A slow figure is printed and does not fail the run.
 */
const benches: Readonly<Record<string, Bench>> = {
  turns,
  'ip-report': ipReport,
  scale,
  grammar,
  seal,
  journal,
  calls,
  makespan,
};
/** Slow benchmarks that run only when named. */
const named: Readonly<Record<string, Bench>> = { 'seal-large': sealLarge };
const everyBench: Readonly<Record<string, Bench>> = { ...benches, ...named };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !(name in everyBench));
  if (unknown) {
    console.error(
      `No benchmark is called ${unknown}. There are: ${Object.keys(everyBench).join(', ')}`,
    );
    process.exitCode = 1;
    return;
  }
  const results: Record<string, Measure[]> = {};
  for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
    if (!values.json) console.error(`… ${name}`);
    results[name] = await figuresOf(name);
  }
  console.log(values.json ? JSON.stringify(results, null, 2) : table(results));
}

/** A benchmark that fails must not cost the figures of the others. */
async function figuresOf(name: string): Promise<Measure[]> {
  try {
    return (await everyBench[name]?.()) ?? [];
  } catch (error) {
    console.error(`${name} broke:`, error);
    process.exitCode = 1;
    return [];
  }
}

function table(results: Readonly<Record<string, readonly Measure[]>>): string {
  const rows = Object.entries(results).flatMap(([name, measures]) =>
    measures.map((measure, at) => [at === 0 ? name : '', ...cells(measure)]),
  );
  const all = [['', 'what', 'figure', 'compared with', 'ratio', 'aim'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells({ what, value, unit, base, aim = '' }: Measure): string[] {
  const compared = base ? `${base.what} ${rounded(base.value)} ${unit}` : '';
  const ratio = base ? `${(value / base.value).toFixed(2)}×` : '';
  return [what, `${rounded(value)} ${unit}`, compared, ratio, aim];
}

function rounded(value: number): string {
  return value.toFixed(value >= 100 || Number.isInteger(value) ? 0 : 1);
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
