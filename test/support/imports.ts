import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** One source file and what it takes from others. */
export interface Source {
  /** Relative to `src`, such as `commands/collect/collect.ts`. */
  readonly file: string;
  readonly code: string;
}

/** Every module a file names: by import, re-export, `import()`, `require` or in a type. */
export function modulesIn({ file, code }: Source): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const named = moduleOf(node);
    if (named && ts.isStringLiteralLike(named)) found.push(named.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest));
  return found;
}

function moduleOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
    return node.moduleReference.expression;
  if (!ts.isCallExpression(node)) return undefined;
  const calls = node.expression;
  const loads =
    calls.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(calls) && calls.text === 'require');
  return loads ? node.arguments[0] : undefined;
}

/** Our own file a module names, relative to `src`; nothing for a package. */
export function ownFile({ file }: Source, module: string): string | undefined {
  return module.startsWith('.') ? relative('.', join(dirname(file), module)) : undefined;
}

/** Whether the code itself, not a comment or a string, speaks of `process.env`. */
export function readsEnvironment({ file, code }: Source): boolean {
  let reads = false;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'env')
      reads ||= /\bprocess$/.test(node.expression.getText());
    if (ts.isElementAccessExpression(node) && /\bprocess$/.test(node.expression.getText()))
      reads = true;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true));
  return reads;
}
