import { counted } from '../domain/counted';
import { clean } from '../domain/text';
import { isResourceError } from '../evidence/resource-error';
import type { Progress, Verdict } from '../evidence/verdict';
import { verifyBag } from '../evidence/verify';
import { renderEnglish } from '../language/language';
import { type Seal, sealOf } from './seal';
import { type ExitCode, ProgressLine, type Terminal } from './terminal';

// A short read needs no progress line.
const minForProgress = 64 * 1024 * 1024;
const maxLine = 1000;

interface VerifyOptions {
  readonly json: boolean;
  /** Ids of the only keys to accept. */
  readonly keys?: readonly string[] | undefined;
  readonly terminal: Terminal;
}

/** `bailiff verify`: checks one bag, and the signed statement beside it. */
export async function verify(
  path: string,
  { json, keys = [], terminal }: VerifyOptions,
): Promise<ExitCode> {
  const line = new ProgressLine(terminal);
  const onProgress = (news: Progress) => {
    if (news.total >= minForProgress) line.show(inPercent(news));
  };
  const verdict = await verifyBag(path, { onProgress })
    .catch((error: unknown) => (isResourceError(error) ? undefined : notThere(error)))
    .finally(() => line.clear());
  if (!verdict) {
    terminal.stderr.write(
      lines([
        `NOT CHECKED: ${path}`,
        '  This machine could not go on: too little memory, or too many open files. Try again.',
      ]),
    );
    return 2;
  }
  const seal = verdict.valid ? await sealOf(path, verdict.collection?.sha256, keys) : undefined;
  terminal.stdout.write(
    json
      ? `${JSON.stringify({ path, ...plainly(verdict), ...(seal && { seal }) }, null, 2)}\n`
      : inWords(path, verdict, seal),
  );
  if (!verdict.valid) return isUnchecked(verdict) ? 2 : 1;
  return seal?.ok ? 0 : 1;
}

function notThere(error: unknown): Verdict {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const words = `There is nothing to read there (${code}).`;
  return { valid: false, fault: { kind: 'absent', words } };
}

/** The problem as one English sentence, for programs. */
function plainly(verdict: Verdict): object {
  if (verdict.valid) return verdict;
  const { file, kind, words } = verdict.fault;
  return { valid: false, fault: { kind, message: renderEnglish(words), file } };
}

function inWords(path: string, verdict: Verdict, seal?: Seal): string {
  if (!verdict.valid)
    return lines([
      `${isUnchecked(verdict) ? 'NOT CHECKED' : 'NOT VALID'}: ${path}`,
      `  ${renderEnglish(verdict.fault.words)}`,
    ]);
  const { files, bytes, algorithms, collection, notes, version } = verdict;
  const content = `${counted(files, 'file')}, ${counted(bytes, 'byte')}`;
  return lines([
    `${headline(seal, collection ? undefined : version)}: ${path}`,
    `  ${content}, checked with ${algorithms.join(' and ')}`,
    ...(collection
      ? [
          `  collection ${collection.collectionId}, action ${collection.actionId}`,
          `  machine ${collection.machineId}, asked for by ${collection.requestedBy}`,
          `  sha256 of the package: ${collection.sha256}`,
        ]
      : []),
    ...(seal ? [`  ${seal.says}`] : []),
    ...notes.map((note) => `  Note: ${note}`),
  ]);
}

/** @param foreign BagIt version of a bag that Bailiff did not seal */
function headline(seal: Seal | undefined, foreign: string | undefined): string {
  if (seal?.ok === false) return 'NOT SEALED AS CLAIMED';
  if (!foreign) return 'Valid';
  const by = foreign === '1.0' ? 'RFC 8493' : `BagIt ${foreign}`;
  return `Valid by ${by}, not what Bailiff seals`;
}

/** Absent, or in a version, encoding or algorithm that can't be checked. */
function isUnchecked(verdict: Extract<Verdict, { valid: false }>): boolean {
  return ['absent', 'unsupported', 'algorithm'].includes(verdict.fault.kind);
}

/** Names in a bag may contain characters that reorder terminal output. */
function lines(said: readonly string[]): string {
  return said.map((line) => `${clean(line, maxLine)}\n`).join('');
}

function inPercent({ done, total, file }: Progress): string {
  const percent = Math.floor((100 * done) / total);
  return `${String(percent).padStart(3)} %  ${clean(file, 60)}`;
}
