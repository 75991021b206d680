import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A string inside an evidence object: the property names that lead to it, and where it is declared. */
export interface Leaf {
  readonly path: readonly string[];
  /** `EmailSender.emailAddress` */
  readonly declared: string;
}

interface Declared {
  readonly base: string | undefined;
  readonly properties: ReadonlyMap<string, ts.TypeNode>;
}

const maxDepth = 6;

/** The evidence types of a published package of Microsoft Graph's types, with every string in each. */
export function publishedEvidence(name: string): ReadonlyMap<string, readonly Leaf[]> {
  const file = require.resolve(`@microsoft/${name}/microsoft-graph.d.ts`);
  const declared = interfacesOf(file);
  const evidence = [...declared.keys()].filter((type) => extendsEvidence(type, declared));
  return new Map(evidence.map((type) => [type, leavesOf(type, declared)]));
}

function interfacesOf(file: string): Map<string, Declared> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found = new Map<string, Declared>();
  const visit = (node: ts.Node, prefix: string): void => {
    if (ts.isInterfaceDeclaration(node)) found.set(prefix + node.name.text, declarationOf(node));
    else if (ts.isModuleDeclaration(node) && node.body)
      ts.forEachChild(node.body, (child) => visit(child, `${node.name.text}.`));
    else if (ts.isSourceFile(node)) ts.forEachChild(node, (child) => visit(child, prefix));
  };
  visit(source, '');
  // Names of the security namespace hide those of the root.
  const security = [...found].filter(([type]) => type.startsWith('SecurityNamespace.'));
  return new Map([
    ...found,
    ...security.map(([type, one]) => [type.replace(/^\w+\./, ''), one] as const),
  ]);
}

function declarationOf(node: ts.InterfaceDeclaration): Declared {
  const [base] = node.heritageClauses?.[0]?.types ?? [];
  const properties = node.members.flatMap((member) =>
    ts.isPropertySignature(member) && member.type && ts.isIdentifier(member.name)
      ? [[member.name.text, member.type] as const]
      : [],
  );
  return { base: base && nameOf(base.expression), properties: new Map(properties) };
}

function extendsEvidence(type: string, declared: ReadonlyMap<string, Declared>): boolean {
  return !type.includes('.') && declared.get(type)?.base === 'AlertEvidence';
}

function leavesOf(
  type: string,
  declared: ReadonlyMap<string, Declared>,
  path: readonly string[] = [],
): Leaf[] {
  const own = declared.get(type);
  if (!own || path.length > maxDepth) return [];
  const inherited = path.length === 0 && own.base ? leavesOf(own.base, declared) : [];
  return [
    ...inherited,
    ...[...own.properties].flatMap(([name, node]) => {
      const to = [...path, name];
      const inner = plain(node);
      if (inner.kind === ts.SyntaxKind.StringKeyword)
        return [{ path: to, declared: `${type}.${name}` }];
      if (!ts.isTypeReferenceNode(inner) || path.includes(name)) return [];
      return leavesOf(nameOf(inner.typeName), declared, to);
    }),
  ];
}

/** The type without `NullableOption<…>` and `[]`. */
function plain(node: ts.TypeNode): ts.TypeNode {
  if (ts.isArrayTypeNode(node)) return plain(node.elementType);
  const isNullable = ts.isTypeReferenceNode(node) && nameOf(node.typeName) === 'NullableOption';
  const [inside] = isNullable ? (node.typeArguments ?? []) : [];
  return inside ? plain(inside) : node;
}

function nameOf(node: ts.Node): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isQualifiedName(node)) return node.right.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : '';
}
