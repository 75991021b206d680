import type { Turn } from '../ports';

/** The id under which a mention of the bot itself stands in a turn. */
export const botMention = 'bot';

/** The version on a pressed button; 0 stands on buttons of cards that never change. */
export function versionOf(said: Turn['said']): number | undefined {
  return said.kind === 'press' ? Number(said.inputs['v']) || undefined : undefined;
}
