import { readCommand } from './command';
import { emptyReading, type Reading, type Warning } from './reading';
import { plainText, type Utterance } from './source';
import { splitCommands } from './split';
import { type Token, tokenise } from './tokens';

export type { Utterance as Said } from './source';

/**
 * What a person typed in Teams, as a reading: same words, same reading, no guess left untold.
 *
 * It never throws, whatever the text, and takes time in proportion to its length.
 */
export function understand(said: Utterance): Reading {
  const { text: plain, people, warnings } = plainText(said);
  const text = unquoted(plain);
  const tokens = tokenise(text);
  if (tokens.length === 0) return { ...silence(text, warnings), people };

  const readings = splitCommands(tokens).map((part) => readCommand(part, text));
  const [only, another] = readings.filter(({ command }) => command !== 'thanks');
  if (another) {
    const parts = readings.filter(({ command }) => command !== 'thanks');
    return {
      ...emptyReading,
      command: 'multi',
      parts,
      people,
      warnings: [...warnings, 'two-commands'],
    };
  }
  const reading = only ?? readings[0]!;
  return { ...reading, people, warnings: [...warnings, ...reading.warnings] };
}

/** No word in it: a bare mention asks for help, an emoji for nothing. */
function silence(text: string, warnings: readonly Warning[]): Reading {
  if (text.trim() !== '' || warnings.includes('too-long')) return { ...emptyReading, warnings };
  return { ...emptyReading, command: 'help', warnings: [...warnings, 'empty'] };
}

/** A whole message in quotes is a copied example, not a name: `"collect ws-042"`. */
function unquoted(text: string): string {
  const [, , inner] = /^\s*(["'])([^"'\n]+)\1\s*$/.exec(text) ?? [];
  return inner !== undefined && startsWithVerb(tokenise(inner)) ? inner : text;
}

function startsWithVerb(tokens: readonly Token[]): boolean {
  return tokens.length > 1 && readCommand(tokens.slice(0, 1), '').command !== 'unknown';
}
