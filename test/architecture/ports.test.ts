import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Names the methods of a file's interfaces that have no docstring, as `Outbox.put`. */
function undocumentedIn(code: string): string[] {
  const missing: string[] = [];
  ts.createSourceFile('port.ts', code, ts.ScriptTarget.Latest, true).forEachChild(visit);
  return missing;

  function visit(node: ts.Node): void {
    if (isMethod(node) && !describes(node)) missing.push(nameOf(node));
    node.forEachChild(visit);
  }
}

function isMethod(node: ts.Node): node is ts.MethodSignature | ts.PropertySignature {
  if (ts.isMethodSignature(node)) return true;
  return ts.isPropertySignature(node) && node.type?.kind === ts.SyntaxKind.FunctionType;
}

function describes(node: ts.Node): boolean {
  return ts
    .getJSDocCommentsAndTags(node)
    .some((doc) => /\w+ \w+/.test(ts.getTextOfJSDocComment(doc.comment) ?? ''));
}

function nameOf(node: ts.MethodSignature | ts.PropertySignature): string {
  const { name, parent } = node;
  const owner = ts.isInterfaceDeclaration(parent) ? parent.name.text : 'inline type';
  return `${owner}.${name.getText()}`;
}

const ports = join(__dirname, '..', '..', 'src', 'ports');

describe('ports', () => {
  it.each(readdirSync(ports))('%s documents every method', (file) => {
    expect(undocumentedIn(readFileSync(join(ports, file), 'utf8'))).toEqual([]);
  });

  it.each`
    code                                                                        | missing
    ${'interface A {\n/** Gets one by id. */ get(): void; list(): void }'}      | ${['A.list']}
    ${'interface A {\n/** Newest */ list(): void }'}                            | ${['A.list']}
    ${'interface A {\n/** @throws {Error} never */ list(): void }'}             | ${['A.list']}
    ${'interface A { // Lists all of them.\n list(): void }'}                   | ${['A.list']}
    ${'interface A { readonly open: () => void; size: number }'}                | ${['A.open']}
    ${'interface A {\n/** Adds one. */ add(b: { c: () => void }): void }'}      | ${['inline type.c']}
    ${'interface A {\n/** Adds one.\n * @throws {Error} full */ add(): void }'} | ${[]}
  `('of $code lack a docstring: $missing', ({ code, missing }) => {
    expect(undocumentedIn(code)).toEqual(missing);
  });
});
