import { messageLines } from './card-text';
import type { Deed } from './connector';

const said = new Map<string, string>();

/** Prints one action of the bot: who sees it, and what is new in an edited card. */
export function print({ kind, shown, activity }: Deed): void {
  const lines = messageLines(activity);
  const words = lines.join('\n');
  // A card that only counts seconds is not printed again.
  const news = words.replace(/\d+ (s|min)\b/g, '');
  if (said.get(shown.id) === news) return;
  said.set(shown.id, news);
  const whose = shown.conversation.replace('chat-', '');
  const mark = kind === 'edited' ? ' (same card, edited)' : '';
  console.log(`\n${clock()}  Bailiff to ${whose}${mark}`);
  for (const line of lines) console.log(`          │ ${line}`);
}

/** Prints what a person typed or pressed. */
export function printPerson(name: string, words: string): void {
  console.log(`\n${clock()}  ${name}\n          > ${words}`);
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}
