import type { Card } from '../domain/card';
import { escapeMarkdown, type SafeText } from '../domain/text';
import { t } from '../language/language';

/**
 * The largest card that is sent, in bytes of JSON. The documents name 100 KB, 40 KB and 28 KB as
 * Teams' limit; below all of them there is nothing to find out.
 */
export const cardBudget = 20_480;

/** What may be tried one after the other, from the whole card down to one plain sentence. */
export type Rung = { readonly card: Card } | { readonly text: SafeText };

/** Something shorter always goes out; a message that Teams refuses helps nobody. */
export function rungsOf(card: Card): Rung[] {
  const rungs: Rung[] = [{ card }, { card: shortened(card) }].filter(fits);
  return [...rungs, { text: escapeMarkdown(card.summary) }];
}

function fits({ card }: { card: Card }): boolean {
  return Buffer.byteLength(JSON.stringify(card.content)) <= cardBudget;
}

/** The beginning of the card, where state and name stand, with a line that says so. */
function shortened(card: Card): Card {
  const { content } = card;
  const all = Array.isArray(content['body']) ? (content['body'] as unknown[]) : [];
  const kept: unknown[] = [];
  let room = cardBudget / 2;
  for (const element of all) {
    room -= Buffer.byteLength(JSON.stringify(element));
    if (room < 0) break;
    kept.push(element);
  }
  const note = { type: 'TextBlock', wrap: true, isSubtle: true, text: failureAlert(kept, all) };
  return { ...card, content: { ...content, body: [...kept, note] } };
}

function failureAlert(kept: readonly unknown[], all: readonly unknown[]): string {
  return t`Showing ${kept.length} of ${all.length} parts: the full card is too large for Teams.`;
}
