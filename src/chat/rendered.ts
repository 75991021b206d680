import type { Conversation } from '../domain/place';
import { languageFor } from '../language/catalogue';
import { inLanguage } from '../language/language';
import type { Localized } from '../ports';

/** Renders a message in the language of its conversation. */
export function localizedFor<T extends object>(
  reader: Pick<Conversation, 'locale' | 'timeZone'>,
  said: T | Localized<T>,
): T {
  if (typeof said !== 'function') return said;
  return inLanguage(languageFor(reader.locale), () => said(reader));
}
