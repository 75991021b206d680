import { between, type Dice, pick } from '../random';
import { madeAt } from './facts';

/** Line ending of Windows tools. */
export function lines(rows: readonly string[]): Buffer {
  return Buffer.from(`${rows.join('\r\n')}\r\n`);
}

/** UTF-16 LE with BOM, as redirected PowerShell output is stored. */
export function utf16Lines(rows: readonly string[]): Buffer {
  return Buffer.from(`\uFEFF${rows.join('\r\n')}\r\n`, 'utf16le');
}

export function csv(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Buffer {
  const quoted = [header, ...rows].map((row) =>
    row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(','),
  );
  return lines(quoted);
}

/** A time within the days before the package was created, in Windows' format. */
export function earlier(roll: Dice, maxHours = 72): string {
  const at = new Date(madeAt.getTime() - between(roll, 1, maxHours * 60) * 60_000);
  return at.toISOString().slice(0, 19).replace('T', ' ');
}

/** Incompressible bytes behind the magic number of this file type. */
export function binary(roll: Dice, mark: string, bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4)
    content.writeUInt32LE(Math.floor(roll() * 2 ** 32), at);
  content.write(mark, 0, 'latin1');
  return content;
}

export const programs = [
  'svchost.exe',
  'explorer.exe',
  'MsSense.exe',
  'MsMpEng.exe',
  'lsass.exe',
  'OUTLOOK.EXE',
  'msedge.exe',
  'ms-teams.exe',
  'OneDrive.exe',
  'SearchIndexer.exe',
  'spoolsv.exe',
  'RuntimeBroker.exe',
] as const;

export const program = (roll: Dice): string => pick(roll, programs);
