import type { Person } from '../../domain/person';
import { clean } from '../../domain/text';
import { t } from '../../language/language';

/** A mention in Teams' format: the words in the text, and the person they refer to. */
export type Mention = ReturnType<typeof mentionOf>;

/**
 * A mention by Entra object id. Characters that don't occur in names are removed from the untrusted
 * name, so that it can't close the tag, open another or be read as Markdown.
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
