import type { Conversation } from '../domain/place';
import { languageFor } from '../language/catalogue';
import { inLanguage } from '../language/language';
import type { Localized } from '../ports';

/** Renders what is said in a conversation in the language that is read there. */
export function localizedFor<T extends object>(
  reader: Pick<Conversation, 'locale' | 'timeZone'>,
  said: T | Localized<T>,
): T {
  if (typeof said !== 'function') return said;
  return inLanguage(languageFor(reader.locale), () => (said as Localized<T>)(reader));
}
