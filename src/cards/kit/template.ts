import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Expression,
  ExpressionEvaluator,
  ExpressionFunctions,
  type MemoryInterface,
  Options,
  ReturnType,
} from 'adaptive-expressions';
import { Template } from 'adaptivecards-templating';
import { clean, escapeMarkdown, isolate } from '../../domain/text';
import { language, renderMessage } from '../../language/language';

/** Names are cut before they get here; this only limits a flood. */
const maxLine = 600;
const maxPlain = 200;
const folder = join(__dirname, '..', '..', '..', 'cards');

/**
 * How a value is escaped, by its place: `md` where Markdown is rendered, `plain` where only some
 * clients render it, `raw` in data, URLs and conditions, `trusted` for Markdown written by Bailiff.
 */
const ways: Record<string, (value: unknown) => unknown> = {
  md: (value) => escapeMarkdown(String(value), maxLine),
  plain: (value) => plain(String(value)),
  raw: (value) => value,
  trusted: (value) => value,
};

let missing: string[] = [];

// The templating library looks functions up only in this table (2.3.1).
const functions = ExpressionFunctions.standardFunctions as Map<string, ExpressionEvaluator>;
for (const [name, way] of Object.entries(ways)) {
  functions.set(name, new ExpressionEvaluator(name, evaluate(way), ReturnType.Object));
}

// Characters that are Markdown anywhere; an underscore only at the edge of a word, not inside
// `fin_lap`.
const marks = /[\\`*~[\]<>|]|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])|:\/\//gu;

/**
 * Text for places where only some clients render Markdown: a backslash would show, so the
 * characters are removed.
 */
export function plain(foreign: string): string {
  const bare = clean(foreign, 2 * maxPlain)
    .replace(marks, ' ')
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, '·')
    .replace(/^[\s#=+-]+/, '')
    .replace(/^(\d+)[.)] /, '$1 ');
  return isolate(clean(bare, maxPlain));
}

/** The template as a function of its escaped values. */
export interface Filled {
  readonly content: Record<string, unknown>;
  /** Placeholders without data. */
  readonly missing: readonly string[];
}

const cache = new Map<string, Template>();

/** Fills `cards/<name>.json`; parsed once per language. */
export function fill(name: string, data: object): Filled {
  const key = `${name} ${language().locale}`;
  const template = cache.get(key) ?? new Template(prepare(source(name)));
  cache.set(key, template);
  missing = [];
  const content = template.expand({ $root: data }) as Record<string, unknown>;
  return { content, missing };
}

/** The template as written. */
export function source(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
}

/**
 * Rewrites each `${expr}` to `${way(expr)}`, so that no template can forget to escape, and
 * translates the words around them.
 */
export function prepare(node: unknown, key = '', kind = ''): unknown {
  if (typeof node === 'string') {
    const way = wayFor(key, kind);
    const said = way === 'raw' ? node : inOurWords(node);
    return said.replace(placeholder, (whole, expression: string) =>
      expression.startsWith('trusted(') ? whole : `\${${way}(${expression})}`,
    );
  }
  if (Array.isArray(node)) return node.map((item) => prepare(item, key, kind));
  if (typeof node !== 'object' || node === null) return node;
  const type = typeIn(node, key);
  return Object.fromEntries(
    Object.entries(node).map(([field, value]) => [field, prepare(value, field, type)]),
  );
}

/** Facts and choices have no type: it follows from the list that contains them. */
function typeIn(node: object, list: string): string {
  return 'type' in node && typeof node.type === 'string' ? node.type : list;
}

const placeholder = /\$\{([^{}]+)\}/g;

/** `Ref {0} · You see this because {1}`: the catalogue key of a line. */
export function nameOfLine(line: string): string {
  let at = 0;
  return line.replace(placeholder, () => `{${at++}}`);
}

/** The visible lines of a template, as written. */
export function readableLines(node: unknown, key = '', kind = ''): string[] {
  if (typeof node === 'string') return wayFor(key, kind) === 'raw' ? [] : [node];
  if (Array.isArray(node)) return node.flatMap((item) => readableLines(item, key, kind));
  if (typeof node !== 'object' || node === null) return [];
  const type = typeIn(node, key);
  return Object.entries(node).flatMap(([field, value]) => readableLines(value, field, type));
}

function inOurWords(line: string): string {
  const name = nameOfLine(line);
  if (!/\p{L}/u.test(name)) return line;
  const values = [...line.matchAll(placeholder)].map(([whole]) => whole);
  return renderMessage(name).replace(
    /\{(\d+)\}/g,
    (whole, at: string) => values[Number(at)] ?? whole,
  );
}

const markdownPlaces = new Set(['TextBlock.text', 'facts.title', 'facts.value']);
const plainFields = new Set([
  'title',
  'label',
  'placeholder',
  'errorMessage',
  'tooltip',
  'altText',
]);

function wayFor(key: string, kind: string): string {
  if (markdownPlaces.has(`${kind}.${key}`)) return 'md';
  return plainFields.has(key) || `${kind}.${key}` === 'TextRun.text' ? 'plain' : 'raw';
}

interface Evaluated {
  tryEvaluate(memory: MemoryInterface, options: Options): { value: unknown; error: string };
}

function evaluate(way: (value: unknown) => unknown) {
  return (expression: Expression, memory: MemoryInterface) => {
    const [child] = expression.children as [Evaluated & Expression];
    const { value, error } = child.tryEvaluate(memory, new Options());
    const found = !error && value !== undefined && value !== null;
    if (!found) missing.push(child.toString());
    return { value: found ? way(value) : '', error: '' };
  };
}
