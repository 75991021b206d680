import { parseArgs } from 'node:util';
import { verify } from './verify';

/** Where a command writes: the process, or a test. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface Output {
  write(text: string): unknown;
  once?(event: 'drain', listener: () => void): unknown;
  /** Whether a person watches. */
  readonly isTTY?: boolean;
}

/** 0: as it should be. 1: it is not. 2: we did not understand what to do. */
export type ExitCode = 0 | 1 | 2;

const usage = `Bailiff on the command line.

  npx bailiff verify <bag.zip|folder> [--json]
      Checks a sealed package without any network or database, and names the first fault.

  npx bailiff journal verify [--key <id>]... [--json]
      Checks the journal against itself and against every signed checkpoint. With --key only
      checkpoints of the keys that you noted down are believed.

  npx bailiff journal export --format ocsf
      Writes the journal as OCSF events (API Activity), one a line, oldest first.

  npx bailiff workflows list
      Lists workflows that failed and that nobody has resumed or dismissed yet.

  npx bailiff workflows resume <id>
  npx bailiff workflows dismiss <id>
      Runs a failed workflow again from the step that failed, or takes it off the list.

  npx bailiff doctor
      Checks configuration, permissions and connections, and says what to mend.

Each ends with 0 when all is as it should be, with 1 when it is not, and with 2 when it could not look.
`;

interface Line {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
  readonly keys?: readonly string[];
  readonly format?: string;
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

/** What is meant, under way; nothing when it is not understood. */
function begin(line: Line, terminal: Terminal): Promise<ExitCode> | undefined {
  const { format, json, keys, words } = line;
  const [command, what, id, ...more] = words;
  if (more.length > 0) return undefined;
  if (command === 'workflows') return ofWorkflows(what, id, terminal);
  if (id !== undefined) return undefined;
  if (command === 'verify' && what !== undefined) return verify(what, { json, terminal });
  if (command === 'journal' && what === 'verify')
    return journal().verifyJournal({ json, keys, terminal });
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

// Loaded when needed: checking a bag must not wait for a database driver. By `require`, because
// only that finds TypeScript where nothing but this process asks for it.
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
        format: { type: 'string' },
      },
    });
    const { format, help, json, key: keys } = values;
    return { words: positionals, json, help, ...(keys && { keys }), ...(format && { format }) };
  } catch {
    // An option that nobody knows: the usage says which there are.
    return undefined;
  }
}
