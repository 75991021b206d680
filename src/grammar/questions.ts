import { type FoundVerb, verbAt } from './find-verb';
import { topicOf } from './help-topic';
import type { Lexicon } from './lexicon';
import type { Token } from './token';

const auxiliary =
  /^(?:did|does|has|have|had|is|are|was|were|isnt|hasnt|didnt|why|whats|any|eta|still|when|what)$/;
const outcome =
  /^(?:finish|finished|done|ready|completed?|succeed|succeeded|fail|failed|running|stuck|collected|collecting|worked|wrong|working|progress|happening|happened|happen|news|updates?|started|waiting|pending|eta|taking)$/;
/** "who collected ws-042" asks about a job; "who can collect" does not. */
const deed =
  /^(?:collected|requested|ordered|started|asked|triggered|ran|made|did|cancelled|canceled|stopped|pulled|grabbed|gathered|approved|denied)$/;
const opener = new Set('hi hello hey so and ok okay please pls just now'.split(' '));

/** Where the sentence begins, after a greeting. */
function begin(tokens: readonly Token[]): number {
  const at = tokens.findIndex(({ kind, word }) => kind === 'word' && !opener.has(word));
  return Math.max(at, 0);
}

/** "how do I collect", "what does ips do": the verb that is asked about, or none of ours. */
export function howTo(tokens: readonly Token[], lexicon: Lexicon): { topic?: string } | undefined {
  const at = begin(tokens);
  const said = tokens
    .slice(at, at + 4)
    .map(({ word }) => word)
    .join(' ');
  if (!/^(?:how (?:do|can|to|does|should|would|could)\b|what does\b|explain\b)/.test(said))
    return undefined;
  const from = /^explain/.test(said) ? at + 1 : at + 2;
  for (let index = from; index < tokens.length; index += 1) {
    const found = verbAt(tokens, index, lexicon);
    if (found && !found.weak) return { topic: topicOf(found) };
  }
  return {};
}

/** "did ws-042 finish yet?", "why is C-7F3K2 stuck", "any news": what became of it is asked. */
export function asksForStatus(tokens: readonly Token[]): boolean {
  const at = begin(tokens);
  const { word = '' } = tokens[at] ?? {};
  if (word === 'who') return deed.test(tokens[at + 1]?.word ?? '');
  if (!auxiliary.test(word)) return false;
  // "why 4711" and "why C-7F3K2" ask why somebody is told, and are a command of its own.
  if (word === 'why')
    return (
      !asksWhyTold(tokens.map(({ word }) => word).join(' ')) &&
      !tokens.slice(at + 1).every((token) => isNamed(token.word))
    );
  if (word === 'any') return /^(?:news|updates?|progress|eta)$/.test(tokens[at + 1]?.word ?? '');
  return tokens.slice(at, at + 20).some((token) => outcome.test(token.word));
}

/** "why am I seeing this?", as cards ask at their foot. */
export function asksWhyTold(said: string): boolean {
  return /\bwhy (?:am|do|did|was) i (?:seeing|see|getting|get|told|here)\b/.test(said);
}

function isNamed(word: string): boolean {
  return /^(?:\d+|c-[0-9a-z]{5})$/i.test(word);
}

/** "should I collect ws-042?", "is it ok to stop it": whoever asks has not decided. */
export function asksWhether(tokens: readonly Token[]): boolean {
  const at = begin(tokens);
  const pair = `${tokens[at]?.word} ${tokens[at + 1]?.word}`;
  return (
    /^(?:should|shall|may|is|are|was|were|does|did|has|am|who|when|if) (?:i|we|it|this|that|they|there|anyone|someone|you|he|she|not)\b/.test(
      pair,
    ) ||
    /^(?:(?:can|could|might) (?:i|he|she|they|anyone|anybody)|who (?:can|could|may|should|will))\b/.test(
      pair,
    )
  );
}

/** "failed to collect ws-042", "undo collect": told of what was, not an order. */
export function refersToThePast(tokens: readonly Token[]): boolean {
  const first = tokens.slice(begin(tokens)).find(({ word }) => !/^(?:i|we|it)$/.test(word));
  return /^(?:undo|revert|failed|fails|tried)$/.test(first?.word ?? '');
}

/** "collect ws-042, no wait, ws-043": which of the two is meant is not for us to say. */
export function changesMind(tokens: readonly Token[]): boolean {
  const said = tokens.map(({ word }) => word).filter(Boolean);
  return /\b(?:no wait|wait no|scratch that|i mean|i meant|correction)\b/.test(said.join(' '));
}

const negators =
  /^(?:not|dont|never|cannot|cant|couldnt|wont|wouldnt|shouldnt|shant|didnt|doesnt|isnt|wasnt|arent|hasnt|havent|mustnt|unable|nobody|without|refuse|avoid)$/;
const between = new Set(
  'please pls you want wants wanted need needs to the ever yet just start even have should us anyone i we be go going now do any again re actually really think believe suppose'.split(
    ' ',
  ),
);
const maxBetween = 6;

/** Whether a "don't" reaches the verb: only such small words may stand between. */
export function isNegated(tokens: readonly Token[], verb: FoundVerb): boolean {
  for (let at = verb.at - 1; at >= 0 && at >= verb.at - maxBetween; at -= 1) {
    const { kind, word } = tokens[at]!;
    if (kind === 'mark') return false;
    if (negators.test(word) || (word === 'no' && tokens[at + 1]?.word === 'need')) return true;
    if (!between.has(word)) return false;
  }
  return false;
}
