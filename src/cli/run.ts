import { parseArgs } from 'node:util';
import { verify } from './verify';

/** Where a command writes: the process, or a test. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface Output {
  write(text: string): unknown;
  /** Whether a person watches. */
  readonly isTTY?: boolean;
}

/** 0: as it should be. 1: it is not. 2: we did not understand what to do. */
export type ExitCode = 0 | 1 | 2;

const usage = `Bailiff on the command line.

  npx bailiff verify <bag.zip|folder> [--json]
      Checks a sealed package without any network or database, and names the first fault.
      Ends with 0 when it is valid, 1 when it is not.
`;

/** Runs one command line. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = read(argv);
  const [command, ...rest] = positionals;
  if (values.help || command === 'help') {
    terminal.stdout.write(usage);
    return 0;
  }
  const [path, ...more] = rest;
  if (values.unknown || command !== 'verify' || path === undefined || more.length > 0) {
    terminal.stderr.write(usage);
    return 2;
  }
  return verify(path, { json: values.json, terminal });
}

function read(argv: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    strict: false,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const unknown = Object.keys(values).some((name) => name !== 'json' && name !== 'help');
  return { values: { json: !!values.json, help: !!values.help, unknown }, positionals };
}
