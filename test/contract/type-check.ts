import { join } from 'node:path';
import ts from 'typescript';

/** A value that must be of a published type, as the type's own compiler sees it. */
export interface Claim {
  /** Shown where the claim is wrong. */
  readonly name: string;
  /** A type expression, such as `SecurityNamespace.Alert`. */
  readonly type: string;
  readonly value: unknown;
}

const root = join(__dirname, '..', '..');

/**
 * Compiles each value as an object literal of its type: a missing, unknown or wrong property is a fault.
 * @param imports the statements that bring the types in
 */
export function typeFaults(imports: string, claims: readonly Claim[]): string[] {
  const lines = claims.map(
    ({ type, value }, at) => `export const claim${at}: ${type} = ${JSON.stringify(value)};`,
  );
  const file = join(root, 'test', 'contract', 'claims.ts');
  const text = [imports, ...lines].join('\n');
  const first = imports.split('\n').length;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, ...more) =>
    name === file ? ts.createSourceFile(name, text, options.target!) : getSourceFile(name, ...more);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file: where, messageText, start = 0 }) => {
    const line = where ? where.getLineAndCharacterOfPosition(start).line - first : -1;
    const said = ts.flattenDiagnosticMessageText(messageText, '\n').split('\n').slice(-3).join(' ');
    return `${claims[line]?.name ?? 'types'}: ${said}`;
  });
}
