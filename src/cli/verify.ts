import { clean } from '../domain/text';
import type { Progress, Verdict } from '../evidence/verdict';
import { verifyBag } from '../evidence/verify';
import type { ExitCode, Terminal } from './run';

// What is read in a moment needs no progress.
const worthTelling = 64 * 1024 * 1024;
const longestLine = 1000;

/** `bailiff verify`: checks one bag and says so. */
export async function verify(
  path: string,
  { json, terminal }: { readonly json: boolean; readonly terminal: Terminal },
): Promise<ExitCode> {
  const progress = new ProgressLine(terminal);
  const verdict = await verifyBag(path, { onProgress: (news) => progress.show(news) })
    .catch((error: unknown) => notThere(error))
    .finally(() => progress.clear());
  terminal.stdout.write(
    json ? `${JSON.stringify({ path, ...verdict }, null, 2)}\n` : inWords(path, verdict),
  );
  return verdict.valid ? 0 : 1;
}

function notThere(error: unknown): Verdict {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const message = `There is nothing to read there (${code}).`;
  return { valid: false, fault: { kind: 'unreadable', message } };
}

function inWords(path: string, verdict: Verdict): string {
  if (!verdict.valid) return lines([`NOT VALID: ${path}`, `  ${verdict.fault.message}`]);
  const { files, bytes, algorithms, collection, notes } = verdict;
  const counted = `${files} ${files === 1 ? 'file' : 'files'}, ${bytes.toLocaleString('en')} bytes`;
  return lines([
    `Valid: ${path}`,
    `  ${counted}, checked with ${algorithms.join(' and ')}`,
    ...(collection
      ? [
          `  collection ${collection.collectionId}, action ${collection.actionId}`,
          `  machine ${collection.machineId}, asked for by ${collection.requestedBy}`,
          `  sha256 of the package: ${collection.sha256}`,
        ]
      : []),
    ...notes.map((note) => `  Note: ${note}`),
  ]);
}

/** Names out of a bag may hold what turns a terminal around. */
function lines(said: readonly string[]): string {
  return said.map((line) => `${clean(line, longestLine)}\n`).join('');
}

/** One line that is written over, where a person watches. */
class ProgressLine {
  private shown = '';

  constructor(private readonly terminal: Terminal) {}

  show({ done, total, file }: Progress): void {
    if (!this.terminal.stderr.isTTY || total < worthTelling) return;
    const percent = Math.floor((100 * done) / total);
    const line = `${String(percent).padStart(3)} %  ${clean(file, 60)}`;
    if (line === this.shown) return;
    this.terminal.stderr.write(`\r\u001b[K${line}`);
    this.shown = line;
  }

  clear(): void {
    if (this.shown) this.terminal.stderr.write('\r\u001b[K');
  }
}
