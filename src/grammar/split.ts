import { type FoundVerb, leads, verbAt } from './find-verb';
import type { Lexicon } from './lexicon';
import { noise, nouns } from './noise';
import { frontReasonEnd, reasonWords } from './reason';
import { isObject } from './shapes';
import type { Token } from './token';

/** So many commands are read from one message; more is a paste, not a conversation. */
const maxCommands = 10;
const maxAhead = 8;

const polite = new Set(
  'please pls plz and then also but or plus dont do not never can could you would will kindly now next'.split(
    ' ',
  ),
);

/**
 * Parts the commands of one message: at `;`, a new line or "then", where a verb follows, and
 * wherever one clear verb with its own object follows another. "collect ws-042 and cancel ws-043"
 * must not collect both.
 */
export function splitCommands(tokens: readonly Token[], lexicon: Lexicon): Token[][] {
  const parts: Token[][] = [];
  const front = frontReasonEnd(tokens, lexicon);
  let part = tokens.slice(0, front);
  let inReason = false;
  let hasVerb = false;
  let hasObject = false;
  for (let at = front; at < tokens.length; at += 1) {
    const gap = gapBefore(tokens, at);
    const next =
      hasVerb && parts.length < maxCommands - 1 ? commandAt(tokens, at, lexicon) : undefined;
    if (next && part.length > 0 && begins(tokens, next, { gap, inReason, hasObject }, lexicon)) {
      parts.push(part);
      part = [];
      inReason = false;
      hasVerb = false;
      hasObject = false;
    }
    inReason ||= reasonWords(tokens, at) > 0;
    hasVerb ||= !inReason && isSureVerb(verbAt(tokens, at, lexicon), part);
    hasObject ||= isObject(tokens[at]);
    part.push(tokens[at]!);
  }
  return part.length > 0 ? [...parts, part] : parts;
}

const isCommand = (found: FoundVerb | undefined) =>
  found !== undefined && found.weak !== 'greetings';

/** A verb that makes a command of its part: "done" in "we are done with it" does not. */
function isSureVerb(found: FoundVerb | undefined, part: readonly Token[]): boolean {
  if (!found || !isCommand(found)) return false;
  return !found.casual || part.every(leads);
}

/** A sure end of the command before (`;`, a new line, "then"), a possible one, or none. */
function gapBefore(tokens: readonly Token[], at: number): 'hard' | 'soft' | 'none' {
  const [before, here] = [tokens[at - 1], tokens[at]];
  const then = here?.word === 'then' || (here?.word === 'and' && tokens[at + 1]?.word === 'then');
  const mark = before?.kind === 'mark' && (before.text === '\n' || before.text === ';');
  if (mark || then) return 'hard';
  return before?.text === ',' || /^(?:and|also|but|or|plus)$/.test(here?.word ?? '')
    ? 'soft'
    : 'none';
}

/** The verb that begins here, behind "and then please don't". */
function commandAt(tokens: readonly Token[], at: number, lexicon: Lexicon): FoundVerb | undefined {
  // Only at the first of the small words: the command begins with them.
  if (polite.has(tokens[at - 1]?.word ?? '') && tokens[at]!.kind === 'word') return undefined;
  for (let index = at; index < at + maxAhead; index += 1) {
    const found = verbAt(tokens, index, lexicon);
    if (found) return isCommand(found) ? found : undefined;
    if (!polite.has(tokens[index]?.word ?? '')) return undefined;
  }
  return undefined;
}

function begins(
  tokens: readonly Token[],
  verb: FoundVerb,
  before: { gap: 'hard' | 'soft' | 'none'; inReason: boolean; hasObject: boolean },
  lexicon: Lexicon,
): boolean {
  const { gap, inReason, hasObject } = before;
  if (gap !== 'hard' && (inReason || !verb.phrasing.interrupts)) return false;
  // "cancel collect ws-042" is one command: the first has nothing to act on yet.
  if (gap === 'none' && !hasObject) return false;
  if (objectFollows(tokens, verb.at + verb.length)) return true;
  return gap === 'hard' && !inReason && nothingElseFollows(tokens, verb, lexicon);
}

/** "collect the package from ws-042": an object, with nothing but small words before it. */
function objectFollows(tokens: readonly Token[], from: number): boolean {
  for (let at = from; at < from + maxAhead; at += 1) {
    const token = tokens[at];
    if (!token || (token.kind === 'mark' && token.text !== '\n')) return false;
    if (isObject(token)) return true;
    const numbered =
      /^(?:incidents?|inc)$/.test(token.word) && /^\d+$/.test(tokens[at + 1]?.word ?? '');
    if (numbered) return true;
    if (token.kind === 'word' && !noise.has(token.word) && !nouns.has(token.word)) return false;
  }
  return false;
}

const clauseWords =
  /^(?:last|past|since|between|today|yesterday|informational|low|medium|high|critical)\+?$/;

/** A verb alone on its line, or with words that mean something to us: no piece of prose. */
function nothingElseFollows(tokens: readonly Token[], verb: FoundVerb, lexicon: Lexicon): boolean {
  for (let at = verb.at + verb.length; at < tokens.length; at += 1) {
    const { kind, text, word } = tokens[at]!;
    if (kind === 'mark' && (text === '\n' || text === ';')) return true;
    const known = kind !== 'word' || /\d/.test(word) || noise.has(word) || nouns.has(word);
    if (reasonWords(tokens, at) > 0) return true;
    if (!known && !clauseWords.test(word) && !verbAt(tokens, at, lexicon)) return false;
  }
  return true;
}
