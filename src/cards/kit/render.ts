import type { Card } from '../../domain/card';
import { clean, type SafeText } from '../../domain/text';
import { fill } from './template';

/**
 * The documents name between 28 and 100 KB as the largest message; this is below all of them.
 * Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
 */
export const largestCard = 20 * 1024;

export interface RenderOptions<Data> {
  /** One plain sentence for notifications and clients without cards; no period. */
  readonly summary: string;
  /** Smaller versions for a card that is too large, in order. */
  readonly smaller?: readonly ((data: Data) => Data)[];
  /**
   * The reason, for a card that the reader did not request. Shown at the bottom of every version.
   */
  readonly why?: SafeText | undefined;
}

/**
 * Fills `cards/<template>.json` with data; each value is escaped for its place in the template.
 *
 * A card that is too large is rendered with less, in the end as its summary: something is always
 * delivered.
 * @throws {Error} the data lacks a placeholder of the template
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

function drawn(
  template: string,
  data: object,
  { line, why }: { line: string; why: SafeText | undefined },
) {
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

/**
 * Gives each button an `Action.Submit` with the same data, for clients without Universal Actions.
 */
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
