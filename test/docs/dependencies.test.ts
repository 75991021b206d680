import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';

const root = join(__dirname, '..', '..');
const decisions = join(root, 'docs', 'decisions');
const page = readFileSync(join(decisions, '0007-dependencies.md'), 'utf8');
const sections = page.split(/^## /m).slice(1);

function reasons(section: string | undefined) {
  const rows = [...(section ?? '').matchAll(/^\| `([^`]+)` +\| (.+?) +\|$/gm)];
  return rows.map(([, name, why]) => ({ name, why }));
}

describe('every dependency has its reason written down', () => {
  it.each([
    ['at run time', 0, manifest.dependencies],
    ['by platform', 1, manifest.optionalDependencies],
    ['for development', 2, manifest.devDependencies],
  ] as const)('%s: no more and no fewer than package.json lists', (_where, at, listed) => {
    const named = reasons(sections[at]).map(({ name }) => name);

    expect(named).toEqual(Object.keys(listed).toSorted());
  });
});

it('decisions are numbered without a gap, and each says what was decided and why', () => {
  const files = readdirSync(decisions).toSorted();
  const numbers = files.map((file) => Number(file.slice(0, 4)));

  expect(numbers).toEqual(files.map((_, at) => at + 1));
  for (const file of files)
    expect(readFileSync(join(decisions, file), 'utf8')).toMatch(/^# \d{4} .+\n\n\*\*Decided\.\*\*/);
});
