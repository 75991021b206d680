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

/** A line on a card is made of names that were cut before: this only stops a flood. */
const maxLine = 600;
const maxPlain = 200;
const folder = join(__dirname, '..', '..', '..', 'cards');

/**
 * How a value enters a card, by the place where it stands:
 * `md` where Markdown is rendered, `plain` where some clients render it and some don't,
 * `raw` in data, addresses and conditions, `trusted` for Markdown that we wrote ourselves.
 */
const ways: Record<string, (value: unknown) => unknown> = {
  md: (value) => escapeMarkdown(String(value), maxLine),
  plain: (value) => plain(String(value)),
  raw: (value) => value,
  trusted: (value) => value,
};

let missing: string[] = [];

// The templating library looks functions up in this table and nowhere else (2.3.1).
const functions = ExpressionFunctions.standardFunctions as Map<string, ExpressionEvaluator>;
for (const [name, way] of Object.entries(ways)) {
  functions.set(name, new ExpressionEvaluator(name, evaluate(way), ReturnType.Object));
}

// What works as Markdown anywhere; an underscore only beside a word, never inside `fin_lap`.
const marks = /[\\`*~[\]<>|]|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])|:\/\//gu;

/** Text for where some clients render Markdown and some don't: a backslash would show, so marks go. */
export function plain(foreign: string): string {
  const bare = clean(foreign, 2 * maxPlain)
    .replace(marks, ' ')
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, '·')
    .replace(/^[\s#=+-]+/, '')
    .replace(/^(\d+)[.)] /, '$1 ');
  return isolate(clean(bare, maxPlain));
}

/** The template with a field for each value; every value in its way. */
export interface Filled {
  readonly content: Record<string, unknown>;
  /** Placeholders that the data did not have. */
  readonly missing: readonly string[];
}

const cache = new Map<string, Template>();

/** Fills `cards/<name>.json`; read once for each language. */
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
 * Rewrites each `${expr}` to `${way(expr)}`, so that no template can forget to escape, and puts the
 * words around them into the language of who reads it.
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

/** Facts and choices have no type of their own: the list they stand in tells what they are. */
function typeIn(node: object, list: string): string {
  return 'type' in node && typeof node.type === 'string' ? node.type : list;
}

const placeholder = /\$\{([^{}]+)\}/g;

/** `Ref {0} · You see this because {1}`: what a line of a template is called in the catalogues. */
export function nameOfLine(line: string): string {
  let at = 0;
  return line.replace(placeholder, () => `{${at++}}`);
}

/** The lines of a template that people read, as they are written there. */
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
    const [child] = expression.children as Evaluated[];
    const { value, error } = child!.tryEvaluate(memory, new Options());
    const found = !error && value !== undefined && value !== null;
    if (!found) missing.push(String(child));
    return { value: found ? way(value) : '', error: '' };
  };
}
