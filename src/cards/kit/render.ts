import type { Card } from '../../domain/card';
import { clean, type SafeText } from '../../domain/text';
import { fill } from './template';

/**
 * Teams' figures for the largest message run from 28 to 100 KB, by page and year: we stay below all.
 * Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
 */
export const largestCard = 20 * 1024;

export interface RenderOptions<Data> {
  /** One plain sentence for notifications and for where no card can be shown; no period. */
  readonly summary: string;
  /** What to show instead when the card is too large: from a little less to hardly anything. */
  readonly smaller?: readonly ((data: Data) => Data)[];
  /** For a card that nobody asked for: why the reader sees it. It stands at the foot, however small. */
  readonly why?: SafeText;
}

/**
 * Fills `cards/<template>.json` with data; values are escaped by the place where they stand.
 *
 * Too large a card is drawn again with less, and at the end as its summary: something always goes out.
 * @throws when the template has a placeholder that the data lacks
 */
export function render<Data extends object>(
  template: string,
  data: Data,
  { summary, smaller = [], why }: RenderOptions<Data>,
): Card {
  const line = clean(summary);
  let wanted = data;
  for (const less of [undefined, ...smaller]) {
    wanted = less ? less(wanted) : wanted;
    const content = drawn(template, wanted, { line, why });
    if (sizeOf(content) <= largestCard) return { content, summary: line };
  }
  return { content: drawn('summary', { summary: line }, { line, why }), summary: line };
}

function drawn(template: string, data: object, { line, why }: { line: string; why?: SafeText }) {
  const { content, missing } = fill(template, data);
  if (missing.length > 0) throw new Error(`cards/${template}.json lacks ${missing.join(', ')}`);
  const card = withFallbacks(content) as Record<string, unknown>;
  const body = [...(card['body'] as unknown[]), ...(why ? [foot(why)] : [])];
  return { ...card, body, fallbackText: line, speak: line };
}

function foot(why: SafeText) {
  const style = { size: 'Small', spacing: 'Small', isSubtle: true, wrap: true };
  return { type: 'TextBlock', text: why, ...style };
}

/** Clients without Universal Actions press the same button as an `Action.Submit` with the same data. */
function withFallbacks(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withFallbacks);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(node).map(([field, value]) => [field, withFallbacks(value)]),
  );
  if (copy['type'] !== 'Action.Execute') return copy;
  const { verb, data, ...rest } = copy;
  const submit = { ...rest, type: 'Action.Submit', data: { ...(data as object), verb } };
  return { ...copy, fallback: submit };
}

function sizeOf(content: object): number {
  return Buffer.byteLength(JSON.stringify(content));
}
