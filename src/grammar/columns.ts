import { isHostName } from './shapes';

const headings =
  /^(?:#|no\.?|(?:device|machine|host|computer|asset|endpoint|server|system)?[ _-]?(?:name|id)|device|devices|machine|machines|host|hosts|hostname|computer|server|servers|asset|endpoint|ip|ip address)$/i;
const isRule = (line: string) => /^[\s|:+=-]+$/.test(line) && line.includes('-');

interface Row {
  /** What stands before a first `|`: the command itself. */
  readonly before: string;
  readonly cells: readonly string[];
}

/**
 * Keeps the first column of a pasted table, else its "Win11" becomes a machine.
 *
 * A single row is a list of names: all its cells stay.
 */
export function firstColumn(text: string): { text: string; cut: boolean } {
  const kept: string[] = [];
  let table: string[] = [];
  let cut = false;
  const endTable = () => {
    const read = readTable(table);
    kept.push(...read.lines);
    cut ||= read.cut;
    table = [];
  };
  for (const line of tabbed(text.split('\n'))) {
    if (/[\t|]/.test(line)) table.push(line);
    else {
      endTable();
      kept.push(line);
    }
  }
  endTable();
  return { text: kept.join('\n'), cut };
}

/** Rows of `;` or `,` as rows of tabs, where they are a table and no list of names. */
function tabbed(lines: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const rows = rowsFrom(lines, at);
    out.push(...(rows.length > 1 ? rows.map((cells) => cells.join('\t')) : [lines[at]!]));
    at += Math.max(rows.length, 1);
  }
  return out;
}

/** The rows of a separated table that begins at this line. */
function rowsFrom(lines: readonly string[], at: number): string[][] {
  for (const separator of [';', ',']) {
    const width = cellsOf(lines[at]!, separator).length;
    if (width < 2) continue;
    const end = lines.findIndex(
      (line, index) => index > at && cellsOf(line, separator).length !== width,
    );
    const own = lines.slice(at, end < 0 ? lines.length : end);
    const rows = own.map((line) => cellsOf(line, separator));
    if (rows.length > 1 && (headings.test(rows[0]![0]!) || isTable(rows, own))) return rows;
  }
  return [];
}

/** Without a heading: every cell is quoted, or no further column holds names of its own. */
function isTable(rows: readonly string[][], lines: readonly string[]): boolean {
  if (lines.every((line) => /^\s*"[^"]*"(?:\s*[,;]\s*"[^"]*")+\s*$/.test(line))) return true;
  if (!rows.every(([first = '']) => isHostName(first))) return false;
  return rows[0]!.slice(1).every((_, column) => {
    const cells = rows.map((row) => row[column + 1]!);
    return new Set(cells).size < cells.length || !cells.some(isHostName);
  });
}

function cellsOf(line: string, separator: string): string[] {
  return line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function readTable(lines: readonly string[]): { lines: string[]; cut: boolean } {
  const ruleAt = lines.findIndex(isRule);
  const rows = lines.filter((line) => !isRule(line)).map(toRow);
  const before = rows.map((row) => row.before).filter(Boolean);
  const headed = ruleAt === 1 || (rows.length > 1 && isHeading(rows[0]!));
  const body = headed ? rows.slice(1) : rows;
  if (body.length === 1 && !headed)
    return { lines: [...before, body[0]!.cells.join(' , ')], cut: false };

  // A first column of mere numbers, or of nothing, counts the rows.
  const counted =
    body.length > 1 && body.every(({ cells }) => /^\d{0,4}[.)]?$/.test(cells[0] ?? ''));
  const column = counted ? 1 : 0;
  return {
    lines: [...before, ...body.map(({ cells }) => cells[column] ?? '')],
    cut: body.some(({ cells }) => cells.length > column + 1),
  };
}

function isHeading({ cells }: Row): boolean {
  return headings.test(cells[0] ?? '');
}

function toRow(line: string): Row {
  if (line.includes('\t')) return { before: '', cells: trimmed(line.split('\t')) };
  const [first = '', ...rest] = line.split('|');
  const closed = rest.length > 1 && rest.at(-1)!.trim() === '';
  const cells = closed ? rest.slice(0, -1) : rest;
  // "collect | ws-042 | ws-043 |": closed at the end but not opened, so what stands before is not a cell.
  if (first.trim() === '' || closed) return { before: first.trim(), cells: trimmed(cells) };
  return { before: '', cells: trimmed([first, ...cells]) };
}

/** Without the empty cells at the end, which pasting leaves; an empty first one is a column. */
function trimmed(cells: readonly string[]): string[] {
  const said = cells.map((cell) => cell.trim());
  return said.slice(0, said.findLastIndex(Boolean) + 1);
}
