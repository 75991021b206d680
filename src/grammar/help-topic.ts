import { type FoundVerb, verbAt } from './find-verb';
import type { Lexicon, Meaning } from './lexicon';
import { noise } from './noise';
import { isObject } from './shapes';
import type { Token } from './token';

const helpWord = /^(?:help|\?+|usage)$/;

/** The name under which help knows a verb. */
export const topicOf = ({ phrasing, topic }: Meaning) => topic ?? phrasing.name;

/** "collect help", "collect ?", "collect --help": nothing else may be said. */
export function topicBeforeHelp(
  rest: readonly Token[],
  found: FoundVerb,
  flags: readonly string[],
): string | undefined {
  if (found.phrasing.answers === 'commands') return undefined;
  if (flags.includes('help') || flags.includes('h')) return topicOf(found);
  const others = without(rest, found);
  const said = others.filter(({ kind, word }) => kind !== 'mark' && !noise.has(word));
  const onlyHelp = said.every(({ word }) => helpWord.test(word));
  return onlyHelp && others.some(({ word }) => helpWord.test(word)) ? topicOf(found) : undefined;
}

/** "help collect", "help all"; with a machine in it, it is a cry for help rather than a question. */
export function topicAfterHelp(
  rest: readonly Token[],
  found: FoundVerb,
  lexicon: Lexicon,
): string | undefined {
  const others = without(rest, found);
  if (others.some(isObject)) return undefined;
  if (others.some(({ word }) => word === 'all')) return 'all';
  for (let at = 0; at < others.length; at += 1) {
    const other = verbAt(others, at, lexicon);
    if (other && other.weak !== 'greetings' && other.phrasing !== found.phrasing)
      return topicOf(other);
  }
  return undefined;
}

/** The tokens but those of the verb. */
export function without(tokens: readonly Token[], found?: FoundVerb): readonly Token[] {
  if (!found) return tokens;
  return tokens.filter((_, at) => at < found.at || at >= found.at + found.length);
}
