import type { Card } from '../domain/card';
import { clean } from '../domain/text';
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
  { summary, smaller = [] }: RenderOptions<Data>,
): Card {
  const line = clean(summary);
  let wanted = data;
  for (const less of [undefined, ...smaller]) {
    wanted = less ? less(wanted) : wanted;
    const content = drawn(template, wanted, line);
    if (sizeOf(content) <= largestCard) return { content, summary: line };
  }
  return { content: drawn('summary', { summary: line }, line), summary: line };
}

function drawn(template: string, data: object, summary: string): Record<string, unknown> {
  const { content, missing } = fill(template, data);
  if (missing.length > 0) throw new Error(`cards/${template}.json lacks ${missing.join(', ')}`);
  return { ...(withFallbacks(content) as object), fallbackText: summary, speak: summary };
}

/** Clients without Universal Actions press the same button as an `Action.Submit` with the same data. */
function withFallbacks(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withFallbacks);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(node).map(([field, value]) => [field, withFallbacks(value)]),
  );
  if (copy.type !== 'Action.Execute') return copy;
  const { verb, data, ...rest } = copy;
  const submit = { ...rest, type: 'Action.Submit', data: { ...(data as object), verb } };
  return { ...copy, fallback: submit };
}

function sizeOf(content: object): number {
  return Buffer.byteLength(JSON.stringify(content));
}
