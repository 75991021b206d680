import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { nameOfLine, readableLines } from '../../src/cards/kit/template';
import { commands } from '../../src/commands';
import { template, templates } from '../cards/template-reading';

const src = join(__dirname, '..', '..', 'src');
const tags = ['t', 'md', 'sentence', 'msg'];
/** Stored messages, rendered later. */
const keeping = ['sentence', 'msg'];

interface Place {
  readonly file: string;
  readonly line: number;
}

export interface Tagged extends Place {
  /** The sentence's key in the catalogues. */
  readonly name: string;
  /** Rendered while the module loads, before the reader's language is known. */
  readonly atLoad: boolean;
}

/** Files whose words people may read. */
export const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .toSorted();

/** Every sentence of the code, in the order of the files. */
export function sentencesIn(file: string): Tagged[] {
  const found: Tagged[] = [];
  walk(file, (node, place, within) => {
    if (!ts.isTaggedTemplateExpression(node) || !tags.includes(node.tag.getText())) return;
    const name = nameOf(node.template);
    const atLoad = !keeping.includes(node.tag.getText()) && !within.some(ts.isFunctionLike);
    found.push({ ...place, name, atLoad });
  });
  return found;
}

/** Texts with values that are no sentences of the catalogue, as patterns. */
export function textsIn(file: string): (Place & { readonly words: string })[] {
  const found: (Place & { words: string })[] = [];
  walk(file, (node, place) => {
    if (!ts.isTemplateExpression(node)) return;
    const isSentence =
      ts.isTaggedTemplateExpression(node.parent) && tags.includes(node.parent.tag.getText());
    if (!isSentence) found.push({ ...place, words: nameOf(node) });
  });
  return found;
}

/** Every sentence: of the code, of the card templates, and the commands' summaries. */
export function allSentences(): string[] {
  const inCards = templates.flatMap((name) => readableLines(template(name)).map(nameOfLine));
  const all = [
    ...files.flatMap(sentencesIn).map(({ name }) => name),
    ...inCards,
    ...commands.map(({ summary }) => summary),
  ];
  // A value alone is no sentence; several are: their order is the language's.
  return [...new Set(all)].filter((name) => /\p{L}|\{1\}/u.test(name)).toSorted();
}

/** English words outside the catalogues: they would stay English in any language. */
export function looseWordsIn(file: string): (Place & { readonly words: string })[] {
  const found: (Place & { words: string })[] = [];
  walk(file, (node, place, within) => {
    const words = wordsOf(node);
    if (!words || !looksRead(words, node) || isOwnArgument(node)) return;
    if (within.some(isForOurselves)) return;
    found.push({ ...place, words });
  });
  return found;
}

function wordsOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node)) return isPropertyName(node) ? undefined : node.text;
  if (!ts.isNoSubstitutionTemplateLiteral(node) && !ts.isTemplateExpression(node)) return undefined;
  return ts.isTaggedTemplateExpression(node.parent) ? undefined : nameOf(node);
}

function isPropertyName(node: ts.StringLiteral): boolean {
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node;
}

/** Two words in a row, a capital word as the value of a field that is shown, or half a sentence. */
function looksRead(words: string, node: ts.Node): boolean {
  if (/\p{L}\p{Ll}*[,:.]? \p{L}?\p{Ll}/u.test(words.replace(/\{\d+\}/g, '0'))) return true;
  if (/\{\d+\}[^\p{L}]* \p{Ll}{2}|\p{Ll}{2} [^\p{L}]*\{\d+\}/u.test(words)) return true;
  const { parent } = node;
  const isShown =
    ts.isPropertyAssignment(parent) && /^(title|label|word|text|name)$/.test(parent.name.getText());
  return isShown && /^\p{Lu}\p{Ll}/u.test(words);
}

/** Step names, which follow the context; and arguments of Bailiff's own error classes. */
function isOwnArgument({ parent }: ts.Node): boolean {
  if (ts.isNewExpression(parent)) return parent.expression.getText() !== 'UserError';
  if (!ts.isCallExpression(parent)) return false;
  return (
    /\.step$/.test(parent.expression.getText()) || parent.arguments[0]?.getText() === 'context'
  );
}

// An error's own class passes it to `super`; `failed` answers HTTP; the arguments of `understand` and
// `verbs` are what somebody may type.
const ours =
  /^(log|logger)\.|\.log\.|^this\.#refusals\.warn$|^(failed|super|understand|sql|verbs)$|\.write$/;
/** Words that a button types, the same in every language. */
const typed = 'words';
const oursByName =
  /^(usage|examples|synonyms|casual|nouns|asking|greetings|summary|operation|pattern|name)$/;

/** Logs, internal errors, step names, records and types are never shown. */
function isForOurselves(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    return true;
  if (ts.isNewExpression(node))
    return (
      /Error$|^RegExp$|^Set$|^Date/.test(node.expression.getText()) &&
      !/^UserError$/.test(node.expression.getText())
    );
  if (ts.isCallExpression(node)) return ours.test(node.expression.getText());
  // Keys for comparing and storing, such as `subjectKey`, are never shown.
  if (ts.isFunctionDeclaration(node)) return /Key$/.test(node.name?.getText() ?? '');
  if (ts.isVariableDeclaration(node)) return holdsKeys(node);
  if (isTyped(node)) return true;
  return ts.isPropertyAssignment(node) && oursByName.test(node.name.getText());
}

/** `Record<string, IpClass>`: values of their own type; their names are elsewhere. */
function holdsKeys({ name, initializer, type }: ts.VariableDeclaration): boolean {
  if (name.getText() === typed && initializer && ts.isArrayLiteralExpression(initializer))
    return true;
  return (
    type !== undefined &&
    /Record<\w+, [A-Z]\w+>/.test(type.getText()) &&
    initializer !== undefined &&
    ts.isObjectLiteralExpression(initializer) &&
    initializer.properties.every(
      (one) => ts.isPropertyAssignment(one) && ts.isStringLiteral(one.initializer),
    )
  );
}

function isTyped(node: ts.Node): boolean {
  return (
    ts.isPropertyAssignment(node) &&
    node.name.getText() === typed &&
    ts.isArrayLiteralExpression(node.initializer)
  );
}

function nameOf(literal: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(literal)) return literal.text;
  return literal.templateSpans.reduce(
    (said, { literal: part }, at) => `${said}{${at}}${part.text}`,
    literal.head.text,
  );
}

type Visit = (node: ts.Node, place: Place, within: readonly ts.Node[]) => void;

function walk(file: string, visit: Visit): void {
  const code = readFileSync(join(src, file), 'utf8');
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const step = (node: ts.Node, within: readonly ts.Node[]): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    visit(node, { file, line: line + 1 }, within);
    ts.forEachChild(node, (child) => step(child, [...within, node]));
  };
  step(source, []);
}
