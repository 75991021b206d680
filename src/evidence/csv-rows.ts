import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { sentence } from '../language/language';
import type { Batches } from './netstat';

// Far above any real table of a package; hostile ones stop here.
const maxRowCharacters = 256 * 1024;
const maxColumns = 256;
const maxRows = 200_000;
const maxCell = 1024;

/** Wanted columns: name → pattern of the heading. */
export type Columns<Name extends string> = Readonly<Record<Name, RegExp>>;

/** Cells of one row by column name; undefined where the table or the row lacks the column. */
export type Cells<Name extends string> = Readonly<Record<Name | 'first', string | undefined>>;

interface CsvOptions<Name extends string> {
  readonly columns: Columns<Name>;
  /** Receives why reading stopped early. */
  readonly note: (why: string) => void;
}

/** Reads the rows of a CSV file behind its heading; the separator is `,`, `;` or a tab. */
export async function* csvRows<Name extends string>(
  batches: Batches,
  { columns, note }: CsvOptions<Name>,
): AsyncGenerator<Cells<Name>> {
  let places: [Name | 'first', number][] | undefined;
  let rows = 0;
  try {
    for await (const cells of records(batches)) {
      places ??= placesOf(cells, columns);
      // The first record is the heading.
      if (rows > 0) yield pick(cells, places);
      if (rows++ === maxRows) return note(sentence`has too many rows: only the first were read`);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    note(sentence`has a row without end: only the rows before it were read`);
  }
}

/** Resolved once per file, because hostile headings have thousands of columns. */
function placesOf<Name extends string>(
  heading: readonly string[],
  columns: Columns<Name>,
): [Name | 'first', number][] {
  const known = heading.slice(0, maxColumns).map((title) => title.slice(0, maxCell).trim());
  const wanted = Object.entries<RegExp>(columns) as [Name, RegExp][];
  const found = wanted.map(([name, title]): [Name, number] => [
    name,
    known.findIndex((one) => title.test(one)),
  ]);
  return [['first', 0], ...found];
}

function pick<Name extends string>(
  cells: readonly string[],
  places: readonly [Name | 'first', number][],
): Cells<Name> {
  const cell = (at: number) => cells[at]?.slice(0, maxCell).trim();
  return Object.fromEntries(places.map(([name, at]) => [name, cell(at)])) as Cells<Name>;
}

async function* records(batches: Batches): AsyncGenerator<string[]> {
  const lines = withoutPreamble(batches);
  const first = await lines.next();
  if (first.done) return;
  const parser = parse({
    delimiter: separatorOf(first.value),
    max_record_size: maxRowCharacters,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  async function* text() {
    yield first.value;
    yield* lines;
  }
  // The error reaches the loop below through the parser.
  pipeline(Readable.from(text()), parser, () => undefined);
  for await (const cells of parser) yield cells as string[];
}

/** The text without blank lines and `#TYPE …` of PowerShell in front; the heading comes first, alone. */
async function* withoutPreamble(batches: Batches): AsyncGenerator<string, undefined> {
  let begun = false;
  for await (const lines of batches) {
    const start = begun
      ? 0
      : lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
    if (start < 0) continue;
    if (!begun) yield `${lines[start]}\n`;
    const rest = lines.slice(begun ? 0 : start + 1);
    begun = true;
    if (rest.length > 0) yield `${rest.join('\n')}\n`;
  }
}

function separatorOf(heading: string): string {
  const bare = heading.replace(/"[^"]*"/g, '');
  const count = (separator: string) => bare.split(separator).length;
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0]!;
}
