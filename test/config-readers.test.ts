import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { readConfig } from '../src/config';
import { variables } from '../src/config/variables';

const src = join(__dirname, '..', 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
const isConfig = (file: string) => file === 'config.ts' || file.startsWith('config/');

/** Names that a file reads from an object: by a dot or by destructuring. */
function namesRead(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) found.push(node.name.text);
    if (ts.isBindingElement(node)) found.push((node.propertyName ?? node.name).getText());
    ts.forEachChild(node, visit);
  };
  const code = readFileSync(join(src, file), 'utf8');
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true));
  return found;
}

function leavesOf(value: object): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    inner && typeof inner === 'object' && !Array.isArray(inner) ? leavesOf(inner) : [name],
  );
}

describe('the configuration', () => {
  const read = new Set(files.filter((file) => !isConfig(file)).flatMap(namesRead));

  it.each(leavesOf(readConfig({ BAILIFF_DEV: '1' })))(
    'has a reader for %s outside of it',
    (name) => {
      expect(read).toContain(name);
    },
  );

  it.each(Object.keys(variables))('passes %s on', (name) => {
    const config = readFileSync(join(src, 'config.ts'), 'utf8');

    expect(config).toMatch(new RegExp(`values\\.${name}\\b`));
  });
});
