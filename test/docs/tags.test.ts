import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** Functions that take a template literal, or turn text or stored messages into texts. */
function exportsOf(file: string): string[] {
  const code = readFileSync(join(root, 'src', file), 'utf8');
  const functions = [...code.matchAll(/^export function (\w+)(?:<.*>)?\(([^)]*)/gm)];
  const makesText = /TemplateStringsArray|StoredMessage|safeText|ours: string/;
  return functions.flatMap(([, name, taken]) => (makesText.test(taken!) ? [name!] : []));
}

it('CONTRIBUTING lists every function that makes or shows a sentence', () => {
  const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const listed = [...guide.matchAll(/^\| `{1,2} ?(\w+)[(`]/gm)].map(([, name]) => name!);
  // Helpers of these functions.
  const inner = ['whole', 'nameOf'];

  const existing = [...exportsOf('language/language.ts'), ...exportsOf('domain/text.ts')];
  expect(listed.toSorted()).toEqual(existing.filter((name) => !inner.includes(name)).toSorted());
});
