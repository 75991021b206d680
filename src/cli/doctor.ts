import { type Config, ConfigError, configFromProcess } from '../config';
import { counted } from '../domain/counted';
import { clean } from '../domain/text';
import { type Finding, runChecks } from './findings';
import type { ExitCode, Terminal } from './terminal';

const marks = { ok: 'ok  ', note: 'note', problem: 'BAD ' };

/** `bailiff doctor`: checks configuration and connections, and suggests fixes. */
export async function doctor(terminal: Terminal): Promise<ExitCode> {
  const config = readConfig(terminal);
  if (!config) return 1;
  let problems = 0;
  for await (const finding of runChecks(config)) {
    terminal.stdout.write(inWords(finding));
    if (finding.state === 'problem') problems += 1;
  }
  const found = problems === 0 ? 'No problems' : counted(problems, 'problem');
  terminal.stdout.write(`\n${found} found.\n`);
  return problems === 0 ? 0 : 1;
}

function readConfig({ stdout }: Terminal): Config | undefined {
  try {
    return configFromProcess();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const fix = 'See .env.example; nothing else was looked at.';
    for (const summary of error.faults)
      stdout.write(inWords({ part: 'configuration', state: 'problem', summary, fix }));
    return undefined;
  }
}

export function inWords({ fix, more = [], part, summary, state }: Finding): string {
  const lines = [
    `${marks[state]}  ${part.padEnd(16)} ${clean(summary, 400)}`,
    ...more.map((line) => `${' '.repeat(23)}${clean(line, 200)}`),
    ...(fix ? [`${' '.repeat(23)}→ ${clean(fix, 400)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
