import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { source } from '../../src/cards/kit/template';

export type Json = Readonly<Record<string, unknown>>;

export const templates = readdirSync(join(__dirname, '..', '..', 'cards'))
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''));

export const template = (name: string): Json => source(name) as Json;

/** Every object inside, the outermost first. */
export function objectsIn(node: unknown): Json[] {
  if (Array.isArray(node)) return node.flatMap(objectsIn);
  if (typeof node !== 'object' || node === null) return [];
  return [node as Json, ...Object.values(node).flatMap(objectsIn)];
}

export function stringsIn(node: unknown): string[] {
  if (typeof node === 'string') return [node];
  if (typeof node !== 'object' || node === null) return [];
  return Object.values(node).flatMap(stringsIn);
}

/** Names of data fields in `${…}`: without functions, literals and the engine's own `$data`. */
export function placeholdersIn(node: unknown): Set<string> {
  const expressions = stringsIn(node).flatMap((text) =>
    [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, expression]) => expression!),
  );
  const words = expressions.flatMap((expression) =>
    [...expression.replace(/'[^']*'/g, '').matchAll(/\$?[a-zA-Z]\w*(?!\w*\()/g)].map(
      ([word]) => word,
    ),
  );
  return new Set(words.filter((word) => word !== '$data'));
}
