import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/commands';

const file = join(__dirname, '..', '..', 'README.md');
const begin = '<!-- commands: made from src/commands/index.ts -->';
const end = '<!-- /commands -->';

function table(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = commands.map(
    ({ usage, summary, role }) => `| \`${cell(usage)}\` | ${cell(summary)} | ${role} |`,
  );
  return ['| command | what it does | least role |', '|---|---|---|', ...rows].join('\n');
}

describe('the README', () => {
  it('lists exactly the commands there are', () => {
    const readme = readFileSync(file, 'utf8');
    const [before, rest] = readme.split(begin) as [string, string];
    const [shown, after] = rest.split(end) as [string, string];

    if (process.env['UPDATE_README'])
      writeFileSync(file, `${before}${begin}\n${table()}\n${end}${after}`);
    else expect(shown.trim()).toBe(table());
  });

  it('stays short enough to be read', () => {
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(150);
  });

  it('names the same test command that the machines run', () => {
    const ci = readFileSync(join(__dirname, '..', '..', '.ci', 'run'), 'utf8');

    expect(readFileSync(file, 'utf8')).toContain('npm ci && npm test');
    expect(ci).toMatch(/^npm ci$/m);
    expect(ci).toMatch(/^npm test$/m);
  });
});
