import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');

/** Words of a private dialect: each has a standard term in GLOSSARY.md. */
const banned = new Set(
  readFileSync(join(__dirname, 'banned-words.txt'), 'utf8').split('\n').filter(Boolean),
);

/** Stored names: data at rest keeps the words of the first release. */
const atRest = new Set(['mishaps', 'hindrance']);

/** `startAppOf` → start, app, of. */
function wordsOf(name: string): string[] {
  return name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase());
}

const files = execFileSync('git', ['ls-files', 'src', 'test', 'demo', 'bench', 'simulator'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts') && existsSync(join(root, file)))
  .filter((file) => !file.includes('/migrations/'));

function identifiersIn(file: string): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.add(node.text);
    if (ts.isPrivateIdentifier(node)) found.add(node.text.slice(1));
    ts.forEachChild(node, visit);
  };
  const code = readFileSync(join(root, file), 'utf8');
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest));
  return found;
}

describe('the vocabulary', () => {
  it('has no word of a private dialect in an identifier or a file name', () => {
    const isBanned = (name: string) =>
      !atRest.has(name) && wordsOf(name).some((word) => banned.has(word));
    const found = files.flatMap((file) => [
      ...(isBanned(file) ? [file] : []),
      ...[...identifiersIn(file)].filter(isBanned).map((name) => `${file}: ${name}`),
    ]);

    expect(found).toEqual([]);
  });

  it('links each term to a file that exists', () => {
    const glossary = readFileSync(join(root, 'GLOSSARY.md'), 'utf8');
    const links = [...glossary.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);

    expect(links.length).toBeGreaterThan(30);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it.each([...banned])('refuses %s within an identifier and a file name', (word) => {
    const within = word[0]!.toUpperCase() + word.slice(1);
    for (const name of [`no${within}`, `${word}Of`, `src/chat/${word}.ts`])
      expect(wordsOf(name).some((one) => banned.has(one))).toBe(true);
  });
});
