import type { Card } from '../domain/card';
import { escapeMarkdown, type SafeText } from '../domain/text';
import { t } from '../language/language';

/**
 * The largest card that is sent, in bytes of JSON. The documents name 100 KB, 40 KB and 28 KB as
 * Teams' limit; this is below all of them.
 */
export const cardBudget = 20_480;

/** One of the versions to try in turn, from the whole card to one plain sentence. */
export type Rung = { readonly card: Card } | { readonly text: SafeText };

/** Returns all versions: a shorter one can always be delivered if Teams rejects the card. */
export function rungsOf(card: Card): Rung[] {
  const rungs: Rung[] = [{ card }, { card: shortened(card) }].filter(fits);
  return [...rungs, { text: escapeMarkdown(card.summary) }];
}

function fits({ card }: { card: Card }): boolean {
  return Buffer.byteLength(JSON.stringify(card.content)) <= cardBudget;
}

/** The beginning of the card, with state and name, and a line that says it was cut. */
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
  const note = { type: 'TextBlock', wrap: true, isSubtle: true, text: omissionNote(kept, all) };
  return { ...card, content: { ...content, body: [...kept, note] } };
}

function omissionNote(kept: readonly unknown[], all: readonly unknown[]): string {
  return t`Showing ${kept.length} of ${all.length} parts: the full card is too large for Teams.`;
}
