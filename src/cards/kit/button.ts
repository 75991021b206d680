import type { Suggestion } from '../../domain/errors';

/** A button that types a command, for templates with a list of buttons. */
export interface Button {
  readonly title: string;
  readonly verb: string;
  readonly words: readonly string[];
}

/** Teams shows three at most and truncates titles; the typed command can be longer. */
export function buttons(suggestions: readonly Suggestion[] = []): Button[] {
  return suggestions.slice(0, 3).map(({ title, verb, words }) => ({
    title: [...title].length > 20 ? `${[...title].slice(0, 19).join('')}…` : title,
    verb,
    words,
  }));
}
