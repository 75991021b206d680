import type { Activity } from './connector';

/** An element of an Adaptive Card, as loosely typed as a reader needs. */
type Element = Readonly<Record<string, unknown>>;

/** A message as lines of text, as a person would read it; buttons in brackets. */
export function messageLines({ text, attachments = [] }: Activity): string[] {
  const cards = attachments.flatMap(({ content }) => cardLines(content as Element));
  return [...(text ? text.split('\n') : []), ...cards].map(plain).filter(Boolean);
}

/** The buttons of a message's cards, including those in a menu. */
export function buttonsOf({
  attachments = [],
}: Activity): { title: string; verb: string; data: unknown }[] {
  return attachments
    .flatMap(({ content }) => deepActions(content as Element))
    .filter(({ type }) => type === 'Action.Execute' || type === 'Action.Submit')
    .map(({ title, verb, data }) => ({ title: String(title), verb: String(verb), data }));
}

function cardLines(card: Element): string[] {
  const actions = buttonRow(elements(card['actions']));
  return [...elements(card['body']).flatMap(elementLines), ...actions];
}

function elementLines(element: Element): string[] {
  switch (element['type']) {
    case 'TextBlock':
      return [wordsOf(element['text'])];
    case 'RichTextBlock':
      return [
        elements(element['inlines'])
          .map(({ text }) => wordsOf(text))
          .join(''),
      ];
    case 'FactSet':
      return elements(element['facts']).map(
        ({ title, value }) => `${wordsOf(title)}: ${wordsOf(value)}`,
      );
    case 'ColumnSet':
      return [elements(element['columns']).flatMap(elementLines).join(' ')];
    case 'ActionSet':
      return buttonRow(elements(element['actions']));
    default:
      return elements(element['items']).flatMap(elementLines);
  }
}

function buttonRow(actions: readonly Element[]): string[] {
  return actions.length > 0 ? [actions.map(({ title }) => `[${wordsOf(title)}]`).join(' ')] : [];
}

function deepActions(element: Element): Element[] {
  const actions = elements(element['actions']);
  const folded = actions.flatMap(({ card }) => (card ? [card as Element] : []));
  const inner = ['body', 'items', 'columns'].flatMap((key) => elements(element[key]));
  return [...actions, ...[...folded, ...inner].flatMap(deepActions)];
}

function elements(found: unknown): Element[] {
  return Array.isArray(found) ? (found as Element[]) : [];
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Markdown as displayed: without emphasis and escapes. */
function plain(line: string): string {
  return line
    .replace(/(?<!\\)\*\*|(?<!\\)__/g, '')
    .replace(/<at>(.*?)<\/at>/g, '$1')
    .replace(/\\([^\w\s])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
    .trimEnd();
}
