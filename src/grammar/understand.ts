import { readCommand } from './command';
import { isCourtesy, type Lexicon } from './lexicon';
import { emptyReading, type Reading, type Warning } from './reading';
import { plainText, type Utterance } from './source';
import { splitCommands } from './split';
import type { Token } from './token';
import { tokenise } from './tokens';

/**
 * What a person typed in Teams, as a reading: same words, same reading, no guess left untold.
 *
 * It never throws, whatever the text, and takes time in proportion to its length.
 */
export function understand(said: Utterance, lexicon: Lexicon): Reading {
  const { text: plain, people, warnings } = plainText(said);
  const text = unquoted(plain, lexicon);
  const tokens = tokenise(text, lexicon);
  if (tokens.length === 0) return { ...silence(text, warnings), people };

  const readings = splitCommands(tokens, lexicon).map((part) => readCommand(part, text, lexicon));
  const isThanks = ({ command }: Reading) => {
    const phrasing = lexicon.phrasings.get(command);
    return phrasing !== undefined && isCourtesy(phrasing);
  };
  const parts = readings.filter((reading) => !isThanks(reading));
  const [only, another] = parts;
  if (another) {
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
function unquoted(text: string, lexicon: Lexicon): string {
  const [, , inner] = /^\s*(["'])([^"'\n]+)\1\s*$/.exec(text) ?? [];
  return inner !== undefined && startsWithVerb(tokenise(inner, lexicon), lexicon) ? inner : text;
}

function startsWithVerb(tokens: readonly Token[], lexicon: Lexicon): boolean {
  return tokens.length > 1 && readCommand(tokens.slice(0, 1), '', lexicon).command !== 'unknown';
}
