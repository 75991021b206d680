import type { Conversation } from '../domain/place';
import { languageFor } from '../language/catalogue';
import { inLanguage } from '../language/language';
import type { Drawn } from '../ports';

/** What is said in a conversation, in the language that is read there. */
export function drawnFor<T extends object>(reader: Conversation, said: T | Drawn<T>): T {
  if (typeof said !== 'function') return said;
  return inLanguage(languageFor(reader.locale), () => (said as Drawn<T>)(reader));
}
