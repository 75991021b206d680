/** An Adaptive Card as a person reads it: its words line by line, its buttons in brackets. */

type Json = Readonly<Record<string, unknown>>;

export interface Button {
  readonly title: string;
  readonly type: string;
  readonly verb?: string;
  readonly data?: unknown;
  readonly url?: string;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function cardText(card: unknown): string {
  const words = lines(card).filter((line) => line.trim());
  const buttons = buttonsOf(card).map(({ title }) => `[${title}]`);
  return [...words, ...(buttons.length > 0 ? [buttons.join(' ')] : [])].join('\n');
}

function lines(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(lines);
  if (!isObject(node)) return [];
  if (node['type'] === 'FactSet' && Array.isArray(node['facts']))
    return node['facts'].map((fact: Json) => `${fact['title']}: ${plain(fact['value'])}`);
  if (node['type'] === 'RichTextBlock' && Array.isArray(node['inlines']))
    return [
      node['inlines'].map((run) => (isObject(run) ? String(run['text']) : String(run))).join(''),
    ];
  if (node['type'] === 'TextBlock') return [plain(node['text'])];
  const own = node['type'] === 'Input.ChoiceSet' ? choices(node) : [];
  return [
    ...own,
    ...['body', 'items', 'columns', 'rows', 'cells', 'actions', 'card'].flatMap((key) =>
      lines(node[key]),
    ),
  ];
}

function choices(node: Json): string[] {
  const list = Array.isArray(node['choices']) ? (node['choices'] as Json[]) : [];
  return [String(node['label'] ?? ''), ...list.map(({ title }) => `( ) ${title}`)];
}

/** Markdown's backslashes and Teams' two entities, as the client would have rendered them. */
function plain(text: unknown): string {
  return String(text ?? '')
    .replace(/\\([\\`*_{}[\]()#+!|~>:/.<&-])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

export const readable = plain;

/** Every button on the card, wherever it hides. */
export function buttonsOf(node: unknown): Button[] {
  if (Array.isArray(node)) return node.flatMap(buttonsOf);
  if (!isObject(node)) return [];
  const isAction = typeof node['type'] === 'string' && node['type'].startsWith('Action.');
  const own = isAction ? [node as unknown as Button] : [];
  const inside = Object.entries(node)
    .filter(([key]) => key !== 'data' && key !== 'fallback')
    .flatMap(([, value]) => buttonsOf(value));
  return [...own, ...inside];
}
