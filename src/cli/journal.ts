import { systemClock } from '../clock';
import { configFromProcess } from '../config';
import { counted } from '../domain/counted';
import { type Audit, auditJournal } from '../journal/audit';
import { exportOcsf } from '../journal/export';
import { publishKey } from '../journal/published';
import { ownKeyIds, rotateSigningKey } from '../journal/signing-key';
import { publishRotation } from '../journal/trusted-keys';
import type { Anchor, JournalIssue } from '../journal/verify';
import { StoredJournalNotes } from '../storage/journal/journal-notes';
import { StoredJournalRows } from '../storage/journal/journal-rows';
import { assertJournal, connectDatabase, connectEvidence } from './offline';
import { type ExitCode, type Output, ProgressLine, type Terminal } from './terminal';

// A short read needs no progress line.
const minForProgress = 50_000;
const maxFaults = 20;

export interface VerifyJournalOptions {
  readonly json: boolean;
  /** Ids of the keys to trust; those of the configuration by default. */
  readonly keys?: readonly string[] | undefined;
  readonly anchors?: readonly Anchor[] | undefined;
  readonly terminal: Terminal;
}

const exitCodes: Readonly<Record<Audit['verdict'], ExitCode>> = {
  proven: 0,
  tampered: 1,
  'not provable': 2,
};

/** `bailiff journal verify`: checks the hash chain and all signed statements. */
export async function verifyJournal(options: VerifyJournalOptions): Promise<ExitCode> {
  const { anchors, json, terminal } = options;
  const config = configFromProcess();
  const pinnedKeys = options.keys ?? config.journalKeys;
  const outside = await connectEvidence(config, systemClock(1));
  const { close, db } = await connectDatabase(config);
  const line = new ProgressLine(terminal);
  const onProgress = (rows: number) => {
    if (rows >= minForProgress) line.show(counted(rows, 'row'));
  };
  try {
    await assertJournal(db);
    const rows = new StoredJournalRows(db);
    const notes = new StoredJournalNotes(db);
    const ownKeys = await ownKeyIds(config.dataDir);
    const about = { rows, notes, outside, ownKeys, pinnedKeys, anchors, onProgress };
    const audit = await auditJournal(about).finally(() => line.clear());
    terminal.stdout.write(json ? `${JSON.stringify(audit, null, 2)}\n` : inWords(audit));
    return exitCodes[audit.verdict];
  } finally {
    await close();
  }
}

/** `bailiff journal rotate-key`: replaces the signing key of this DATA_DIR. */
export async function rotateKey(terminal: Terminal): Promise<ExitCode> {
  const config = configFromProcess();
  const clock = systemClock(1);
  const outside = await connectEvidence(config, clock);
  const next = await rotateSigningKey(config.dataDir, async ({ current, next }) => {
    await publishKey(next, outside);
    await publishRotation({ at: clock.now(), current, next }, outside);
  });
  terminal.stdout.write(
    `The journal is signed with key ${next.id} from the next start on. Restart Bailiff, note the new key, and keep the old one noted: it vouches for the new one.\n`,
  );
  return 0;
}

/** `bailiff journal export`: one OCSF event per line, oldest first. */
export async function exportJournal(terminal: Terminal): Promise<ExitCode> {
  const { close, db } = await connectDatabase(configFromProcess());
  try {
    await assertJournal(db);
    for await (const line of exportOcsf(new StoredJournalRows(db)))
      await written(line, terminal.stdout);
    return 0;
  } finally {
    await close();
  }
}

/** Waits for a slow pipe, which must not fill the memory. */
async function written(line: string, out: Output): Promise<void> {
  if (out.write(line) === false && out.once)
    await new Promise<void>((resolve) => out.once!('drain', resolve));
}

const headlines: Readonly<Record<Audit['verdict'], string>> = {
  proven: 'The journal is as it was signed',
  tampered: 'THE JOURNAL WAS CHANGED',
  'not provable':
    'NOT PROVABLE: the journal holds together, but nothing is signed by a key that you pinned or that this DATA_DIR holds, so a rewritten one would look the same',
};

/** Renders an audit for people. */
export function inWords(audit: Audit): string {
  const { checkpoints, faults, keys, pinned, prunedUpTo, signedUpTo, trusted, verdict } = audit;
  const after = Math.max(0, (audit.last?.sequence ?? 0) - signedUpTo);
  const unpinned = trusted ? 'own key of this DATA_DIR, ' : '';
  const trust = pinned
    ? 'pinned'
    : `${unpinned}not pinned: set JOURNAL_KEYS, or name it with --key`;
  const lines = [
    `${headlines[verdict]}: ${counted(audit.rows, 'row')}${faults.length > 0 ? `, ${counted(faults.length, 'fault')}` : ''}.`,
    ...faults.slice(0, maxFaults).map((fault) => `  ${faultInWords(fault)}`),
    ...(faults.length > maxFaults ? ['  …'] : []),
    ...(checkpoints > 0
      ? [
          `  Signed up to row ${number(signedUpTo)}, ${counted(checkpoints, 'checkpoint')}, by key ${keys.join(', ')} (${trust}).`,
        ]
      : ['  No valid checkpoint was found.']),
    ...(audit.bags > 0
      ? [`  ${counted(audit.bags, 'stored package')} compared with its row.`]
      : []),
    ...(prunedUpTo > 0 ? [`  Pruned by the policy up to row ${number(prunedUpTo)}.`] : []),
    ...(after > 0 && checkpoints > 0
      ? [`  ${counted(after, 'row')} came after it: if they were cut off, nobody could tell.`]
      : []),
    ...audit.uncheckedAnchors.map(
      ({ sequence }) =>
        `  The anchor of row ${number(sequence)} can't be compared: that row was pruned.`,
    ),
    ...audit.timeReversals
      .slice(0, maxFaults)
      .map(
        ({ seconds, sequence }) =>
          `  Note: row ${number(sequence)} is ${seconds} s older than the row before it. A clock was set back.`,
      ),
  ];
  return `${lines.join('\n')}\n`;
}

function number(n: number): string {
  return n.toLocaleString('en');
}

const faultWords: Readonly<Record<JournalIssue['what'], string>> = {
  missing: 'is missing',
  edited: 'is not what was written',
  unchained: 'does not follow the row before it',
  rewritten: 'is signed with another past: rows up to here were rewritten',
  cut: 'and what followed was signed for, and is not there',
  unsigned: 'is vouched for by no trusted key',
  unsealed: 'is another one than a stored package names',
};

function faultInWords({ sequence, what }: JournalIssue): string {
  return `Row ${sequence.toLocaleString('en')} ${faultWords[what]}.`;
}
