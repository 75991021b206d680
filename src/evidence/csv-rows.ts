import type { Batches } from './netstat';

// A row that never ends is a quote that was never closed.
const maxRow = 256 * 1024;

/** The rows of a CSV file behind its heading, as lists of cells; `;` and tab separate as well. */
export async function* csvRows(batches: Batches): AsyncGenerator<{
  readonly heading: readonly string[];
  readonly cells: readonly string[];
}> {
  let heading: readonly string[] | undefined;
  let separator = ',';
  for await (const text of wholeRows(batches)) {
    // PowerShell writes `#TYPE …` in front of the heading.
    if (text.trim() === '' || (!heading && text.startsWith('#'))) continue;
    if (heading) yield { heading, cells: cellsOf(text, separator) };
    else {
      separator = separatorOf(text);
      heading = cellsOf(text, separator);
    }
  }
}

/** A cell may hold line breaks: a row goes on until its quotes are even. */
async function* wholeRows(batches: Batches): AsyncGenerator<string> {
  let parts: string[] = [];
  let length = 0;
  let open = false;
  for await (const lines of batches)
    for (const line of lines) {
      parts.push(line);
      length += line.length;
      open = open !== hasOddQuotes(line);
      if (open && length < maxRow) continue;
      yield parts.join('\n');
      [parts, length, open] = [[], 0, false];
    }
  if (parts.length > 0) yield parts.join('\n');
}

function hasOddQuotes(text: string): boolean {
  return text.split('"').length % 2 === 0;
}

function separatorOf(heading: string): string {
  const bare = heading.replace(/"[^"]*"/g, '');
  const count = (separator: string) => bare.split(separator).length;
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0]!;
}

function cellsOf(row: string, separator: string): string[] {
  const cells: string[] = [];
  let parts: string[] = [];
  let open = false;
  for (const part of row.split(separator)) {
    parts.push(part);
    open = open !== hasOddQuotes(part);
    if (open) continue;
    cells.push(unquoted(parts.join(separator)));
    parts = [];
  }
  return cells;
}

function unquoted(cell: string): string {
  const bare = cell.trim();
  return bare.startsWith('"') ? bare.slice(1, -1).replaceAll('""', '"') : bare;
}
