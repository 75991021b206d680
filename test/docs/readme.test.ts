import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/commands';
import {
  defenderPermissions,
  groupPermissions,
  incidentPermissions,
  type Permission,
} from '../../src/entra/permissions';

const root = join(__dirname, '..', '..');
const cell = (text: string) => text.replaceAll('|', '\\|');

function commandTable(): string {
  const rows = commands.map(
    ({ usage, summary, role }) => `| \`${cell(usage)}\` | ${cell(summary)} | ${role} |`,
  );
  return ['| command | what it does | least role |', '|---|---|---|', ...rows].join('\n');
}

function permissionTable(): string {
  const rows = (api: string, permissions: readonly Permission[], when = '') =>
    permissions.map(({ name, why }) => `| \`${name}\` | ${api} | ${cell(why)}${when} |`);
  return [
    '| permission | API | for |',
    '|---|---|---|',
    ...rows('WindowsDefenderATP', defenderPermissions),
    ...rows('Microsoft Graph', incidentPermissions, '; only with `INCIDENT_SOURCE=graph`'),
    ...rows('Microsoft Graph', groupPermissions, '; only where the policy names groups'),
  ].join('\n');
}

/** Tables in documents that are written from the code: `UPDATE_README=1 npx jest test/docs`. */
const tables = [
  {
    file: 'docs/commands.md',
    mark: 'commands',
    source: 'src/commands/index.ts',
    table: commandTable,
  },
  {
    file: 'README.md',
    mark: 'permissions',
    source: 'src/entra/permissions.ts',
    table: permissionTable,
  },
  {
    file: 'docs/setup.md',
    mark: 'permissions',
    source: 'src/entra/permissions.ts',
    table: permissionTable,
  },
];

it.each(tables)(
  '$file has the table of $mark that the code has',
  ({ file, mark, source, table }) => {
    const path = join(root, file);
    const begin = `<!-- ${mark}: made from ${source} -->`;
    const end = `<!-- /${mark} -->`;
    const [before, rest = ''] = readFileSync(path, 'utf8').split(begin);
    const [shown = '', after] = rest.split(end);

    if (process.env['UPDATE_README'])
      writeFileSync(path, `${before}${begin}\n${table()}\n${end}${after}`);
    else expect(shown.trim()).toBe(table());
  },
);

describe('the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('stays short enough to be read', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150);
  });

  it('names the test command that CI runs', () => {
    const ci = readFileSync(join(root, '.ci', 'run'), 'utf8');

    expect(readme).toContain('npm ci && npm test');
    expect(ci).toMatch(/^npm ci$/m);
    expect(ci).toMatch(/^npm test$/m);
  });
});
