import { parseArgs } from 'node:util';
import type { Anchor } from '../journal/verify';
import type { ExitCode, Terminal } from './terminal';
import { verify } from './verify';

const usage = `Bailiff on the command line.

  npx bailiff verify <bag.zip|folder> [--key <id>]... [--json]
      Checks a sealed package without any network or database, and names the first fault. Says who
      signed it, if the statement beside it is there; with --key it must be one of these keys.

  npx bailiff journal verify [--key <id>]... [--anchor <sequence>:<root>]... [--json]
      Checks the journal against itself, every signed checkpoint, stored packages and the roots
      that you noted. With --key (or JOURNAL_KEYS) only these keys and their successors count.

  npx bailiff journal rotate-key
      Replaces the signing key; the old one signs for the new one.

  npx bailiff journal export --format ocsf
      Writes the journal as OCSF events (API Activity), one a line, oldest first.

  npx bailiff workflows list
      Lists workflows that failed and that nobody has resumed or dismissed yet.

  npx bailiff workflows resume <id>
  npx bailiff workflows dismiss <id>
      Runs a failed workflow again from the step that failed, or takes it off the list.

  npx bailiff doctor
      Checks configuration, permissions and connections, and suggests fixes.

Exit codes: 0 proven or done, 1 tampered or a problem found, 2 could not be checked.
`;

interface Line {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
  readonly keys?: readonly string[];
  readonly format?: string;
  readonly anchors?: readonly Anchor[];
}

/** Runs one command line. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const line = read(argv);
  if (line?.help || line?.words[0] === 'help') {
    terminal.stdout.write(usage);
    return 0;
  }
  const going = line && begin(line, terminal);
  if (going) return going;
  terminal.stderr.write(usage);
  return 2;
}

/** Starts a command; undefined if it is unknown. */
function begin(line: Line, terminal: Terminal): Promise<ExitCode> | undefined {
  const { anchors, format, json, keys, words } = line;
  const [command, what, id, ...more] = words;
  if (more.length > 0) return undefined;
  if (command === 'workflows') return ofWorkflows(what, id, terminal);
  if (id !== undefined) return undefined;
  if (command === 'verify' && what !== undefined) return verify(what, { json, keys, terminal });
  if (command === 'journal' && what === 'verify')
    return journal().verifyJournal({ json, keys, anchors, terminal });
  if (command === 'journal' && what === 'rotate-key') return journal().rotateKey(terminal);
  if (command === 'journal' && what === 'export' && (format ?? 'ocsf') === 'ocsf')
    return journal().exportJournal(terminal);
  if (command === 'doctor' && what === undefined) return doctor().doctor(terminal);
  return undefined;
}

function ofWorkflows(
  what: string | undefined,
  id: string | undefined,
  terminal: Terminal,
): Promise<ExitCode> | undefined {
  if (what === 'list' && id === undefined) return workflows().listWorkflows(terminal);
  if (what === 'resume' && id !== undefined) return workflows().resumeWorkflow(id, terminal);
  if (what === 'dismiss' && id !== undefined) return workflows().dismissWorkflow(id, terminal);
  return undefined;
}

// Loaded on demand, because checking a bag needs no database driver. `require`, because tsx/cjs
// resolves TypeScript for it only.
const journal = () => require('./journal') as typeof import('./journal');
const workflows = () => require('./workflows') as typeof import('./workflows');
const doctor = () => require('./doctor') as typeof import('./doctor');

function read(argv: readonly string[]): Line | undefined {
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        key: { type: 'string', multiple: true },
        anchor: { type: 'string', multiple: true },
        format: { type: 'string' },
      },
    });
    const { anchor, format, help, json, key: keys } = values;
    return {
      ...{ words: positionals, json, help },
      ...(keys && { keys }),
      ...(format && { format }),
      ...(anchor && { anchors: anchor.map(anchorIn) }),
    };
  } catch {
    // Unknown options print the usage.
    return undefined;
  }
}

/** @throws {Error} if it is not `<sequence>:<root>` */
function anchorIn(written: string): Anchor {
  const [, sequence, root] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(written) ?? [];
  if (!sequence || !root) throw new Error('not an anchor');
  return { sequence: Number(sequence), root };
}
