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
  for (const line of text.split('\n')) {
    if (/[\t|]/.test(line)) table.push(line);
    else {
      endTable();
      kept.push(line);
    }
  }
  endTable();
  return { text: kept.join('\n'), cut };
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
