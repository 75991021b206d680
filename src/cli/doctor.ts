import { type Config, ConfigError, configFromProcess } from '../config';
import { clean } from '../domain/text';
import { type Finding, findings } from './findings';
import type { ExitCode, Terminal } from './run';

const marks = { well: 'ok  ', note: 'note', ill: 'BAD ' };

/** `bailiff doctor`: what is well, what is not, and what to do about it. */
export async function doctor(terminal: Terminal): Promise<ExitCode> {
  const config = readConfig(terminal);
  if (!config) return 1;
  let isWell = true;
  for await (const finding of findings(config)) {
    terminal.stdout.write(inWords(finding));
    isWell &&= finding.state !== 'ill';
  }
  terminal.stdout.write(isWell ? '\nAll is well.\n' : '\nSomething has to be mended.\n');
  return isWell ? 0 : 1;
}

function readConfig({ stdout }: Terminal): Config | undefined {
  try {
    return configFromProcess();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const mend = 'See .env.example; nothing else was looked at.';
    for (const says of error.faults)
      stdout.write(inWords({ part: 'configuration', state: 'ill', says, mend }));
    return undefined;
  }
}

export function inWords({ mend, more = [], part, says, state }: Finding): string {
  const lines = [
    `${marks[state]}  ${part.padEnd(16)} ${clean(says, 400)}`,
    ...more.map((line) => `${' '.repeat(23)}${clean(line, 200)}`),
    ...(mend ? [`${' '.repeat(23)}→ ${clean(mend, 400)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
