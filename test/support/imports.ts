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

/** Groups of files that import each other in a circle, each as its sorted names. */
export function circlesIn(files: ReadonlyMap<string, string>): string[] {
  const imports = new Map(
    [...files].map(([file, code]) => [
      file,
      modulesIn({ file, code }).flatMap((module) => {
        const own = ownFile({ file, code }, module);
        const found = own && [own, `${own}.ts`, `${own}/index.ts`].find((one) => files.has(one));
        return found ? [found] : [];
      }),
    ]),
  );
  return stronglyConnected(imports)
    .filter((group) => group.length > 1)
    .map((group) => group.toSorted().join(' '))
    .toSorted();
}

/** Tarjan's algorithm: files that reach each other end up in one group. */
function stronglyConnected(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) === order.get(node)) groups.push(stack.splice(stack.indexOf(node)));
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return groups;
}
