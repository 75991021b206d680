import { systemClock } from '../clock';
import { configFromProcess } from '../config';
import { type Audit, auditJournal } from '../journal/audit';
import { exportOcsf } from '../journal/export';
import type { JournalFault } from '../journal/verify';
import { StoredJournalNotes } from '../storage/journal/journal-notes';
import { StoredJournalRows } from '../storage/journal/journal-rows';
import { expectJournal, visitDatabase, visitEvidence } from './offline';
import { ProgressLine } from './progress-line';
import type { ExitCode, Output, Terminal } from './run';

// What is read in a moment needs no progress.
const worthTelling = 50_000;
const maxFaults = 20;

export interface VerifyWishes {
  readonly json: boolean;
  readonly keys?: readonly string[];
  readonly terminal: Terminal;
}

/** `bailiff journal verify`: the chain against itself and against all that was signed about it. */
export async function verifyJournal({ json, keys, terminal }: VerifyWishes): Promise<ExitCode> {
  const config = configFromProcess();
  const outside = await visitEvidence(config, systemClock(1));
  const { close, db } = await visitDatabase(config);
  const line = new ProgressLine(terminal);
  const onProgress = (rows: number) => {
    if (rows >= worthTelling) line.show(`${rows.toLocaleString('en')} rows`);
  };
  try {
    await expectJournal(db);
    const audit = await auditJournal({
      rows: new StoredJournalRows(db),
      notes: new StoredJournalNotes(db),
      outside,
      onlyKeys: keys,
      onProgress,
    }).finally(() => line.clear());
    terminal.stdout.write(json ? `${JSON.stringify(audit, null, 2)}\n` : inWords(audit));
    return audit.faults.length === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

/** `bailiff journal export`: one OCSF event a line, oldest first. */
export async function exportJournal(terminal: Terminal): Promise<ExitCode> {
  const { close, db } = await visitDatabase(configFromProcess());
  try {
    await expectJournal(db);
    for await (const line of exportOcsf(new StoredJournalRows(db)))
      await written(line, terminal.stdout);
    return 0;
  } finally {
    await close();
  }
}

/** A pipe that is slow to read must not fill the memory. */
async function written(line: string, out: Output): Promise<void> {
  if (out.write(line) === false && out.once)
    await new Promise<void>((resolve) => out.once!('drain', resolve));
}

/** What the audit found, for people. */
export function inWords(audit: Audit): string {
  const { checkpoints, faults, keys, prunedUpTo, rows, signedUpTo } = audit;
  const number = (n: number) => n.toLocaleString('en');
  const signed =
    checkpoints > 0
      ? `Signed up to row ${number(signedUpTo)}, ${number(checkpoints)} ${checkpoints === 1 ? 'checkpoint' : 'checkpoints'}, by key ${keys.join(', ')}.`
      : 'No checkpoint was found: a cut tail or a rewritten chain would not be seen.';
  const after = Math.max(0, (audit.last?.sequence ?? 0) - signedUpTo);
  const lines = [
    faults.length === 0
      ? `The journal is as it was written: ${number(rows)} rows.`
      : `THE JOURNAL WAS CHANGED: ${number(faults.length)} faults in ${number(rows)} rows.`,
    ...faults.slice(0, maxFaults).map((fault) => `  ${faultInWords(fault)}`),
    ...(faults.length > maxFaults ? ['  …'] : []),
    `  ${signed}`,
    ...(prunedUpTo > 0 ? [`  Pruned by the policy up to row ${number(prunedUpTo)}.`] : []),
    ...(after > 0 && checkpoints > 0
      ? [`  ${number(after)} rows came after it: if they were cut off, nobody could tell.`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

const faultWords: Readonly<Record<JournalFault['what'], string>> = {
  missing: 'is missing',
  edited: 'is not what was written',
  unchained: 'does not follow the row before it',
  rewritten: 'is signed with another past: rows up to here were rewritten',
  cut: 'and what followed was signed for, and is not there',
  unsigned: 'has a checkpoint that no known key signed',
};

function faultInWords({ sequence, what }: JournalFault): string {
  return `Row ${sequence.toLocaleString('en')} ${faultWords[what]}.`;
}
