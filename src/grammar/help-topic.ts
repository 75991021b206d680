import { type FoundVerb, verbAt } from './find-verb';
import { noise } from './noise';
import { isObject } from './shapes';
import type { Token } from './tokens';

const helpWord = /^(?:help|\?+|usage)$/;

/** "collect help", "collect ?", "collect --help": nothing else may be said. */
export function topicBeforeHelp(
  rest: readonly Token[],
  found: FoundVerb,
  flags: readonly string[],
): string | undefined {
  if (found.command === 'help') return undefined;
  const topic = found.topic ?? found.command;
  if (flags.includes('help') || flags.includes('h')) return topic;
  const others = without(rest, found);
  const said = others.filter(({ kind, word }) => kind !== 'mark' && !noise.has(word));
  const onlyHelp = said.every(({ word }) => helpWord.test(word));
  return onlyHelp && others.some(({ word }) => helpWord.test(word)) ? topic : undefined;
}

/** "help collect", "help all"; with a machine in it, it is a cry for help rather than a question. */
export function topicAfterHelp(rest: readonly Token[], found: FoundVerb): string | undefined {
  const others = without(rest, found);
  if (others.some(isObject)) return undefined;
  if (others.some(({ word }) => word === 'all')) return 'all';
  for (let at = 0; at < others.length; at += 1) {
    const other = verbAt(others, at);
    if (other && other.weak !== 'greeting' && other.command !== 'help')
      return other.topic ?? other.command;
  }
  return undefined;
}

/** The tokens but those of the verb. */
export function without(tokens: readonly Token[], found?: FoundVerb): readonly Token[] {
  if (!found) return tokens;
  return tokens.filter((_, at) => at < found.at || at >= found.at + found.length);
}
