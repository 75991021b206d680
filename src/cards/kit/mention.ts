import type { Person } from '../../domain/person';
import { clean } from '../../domain/text';
import { t } from '../../language/language';

/** A mention as Teams reads it: the words in the text, and beside them who is meant. */
export type Mention = ReturnType<typeof mentionOf>;

/**
 * A mention by Entra object id. The name is foreign: only what names are made of stays, so that
 * none can close the tag, open another or be read as Markdown.
 */
export function mentionOf({ id, name }: Person) {
  const shown = clean(name, 80)
    .replace(/[^\p{L}\p{M}\p{N} .,'’-]/gu, '')
    .trim();
  const readable = shown || t`You`;
  return {
    type: 'mention' as const,
    text: `<at>${readable}</at>`,
    mentioned: { id, name: readable },
  };
}
