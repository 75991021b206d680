import { cutClauses } from './clauses';
import { type FoundVerb, findVerb } from './find-verb';
import { finish, flagsFor, isAbout, isAddress } from './finish';
import { topicAfterHelp, topicBeforeHelp } from './help-topic';
import { answering, isCourtesy, type Lexicon, type Phrasing } from './lexicon';
import {
  asksForStatus,
  asksWhether,
  changesMind,
  howTo,
  isNegated,
  refersToThePast,
} from './questions';
import { emptyReading, type Reading } from './reading';
import type { Token } from './token';
import { continues, repeatsLast } from './unnamed';

/** Something is named, but not what to do with it. */
const ask: Phrasing = { name: 'ask', impact: false, window: 'taken' };
/** The last command of the person, for what is named now. */
const same: Phrasing = { name: 'same', impact: false };
/** Not understood; its words are repeated to nobody. */
const unknown: Phrasing = { name: 'unknown', impact: false, words: 'note' };

/** Reads one command of a message. Questions and refusals are settled before orders. */
export function readCommand(tokens: readonly Token[], text: string, lexicon: Lexicon): Reading {
  const clauses = cutClauses(tokens, text, lexicon);
  const { rest, names, flags } = clauses;
  const helping = answering('commands', lexicon);
  const progress = answering('progress', lexicon);
  const question = helping && howTo(rest, lexicon);
  if (question) return about(helping, question.topic);

  const onlyMarks = rest.every(({ text }) => /^\?+$/.test(text)) && tokens.length === rest.length;
  if (onlyMarks && helping) return about(helping);
  const found = findVerb(rest, lexicon);
  if (clauses.keepsJobOut || (found && isNegated(rest, found)))
    return { ...emptyReading, command: 'none', warnings: ['negated'] };
  const topic = helping && found && topicBeforeHelp(rest, found, flags);
  if (topic) return about(helping, topic);
  if (found && found.phrasing === helping) {
    const wanted = Object.keys(names).length > 0 ? undefined : topicAfterHelp(rest, found, lexicon);
    return {
      ...about(helping, wanted),
      flags: flagsFor(helping, { flags: flags.filter((flag) => flag === 'all'), rest }),
      ...(found.guessed && { guessed: found.guessed }),
    };
  }
  if (found && isCourtesy(found.phrasing)) return about(found.phrasing);

  // "is defender up" begins like a question for news, but is a command of its own.
  const whole = found && found.length > 1 && rest[found.at]!.word === 'is';
  if (!whole && progress && asksForStatus(rest)) return finish(clauses, progress);
  if (!found && (isAbout(clauses, ask) ? continues(rest) : repeatsLast(rest)))
    return finish(clauses, same);
  if (!found) return finish(clauses, whatIsNamed(clauses, lexicon));
  const { phrasing, topic: verb } = meantBy(found, clauses, lexicon);
  if (verb) return { ...emptyReading, command: 'unsupported', topic: verb };
  if (phrasing.impact && isUndecided(rest)) return finish(clauses, ask, found);
  return finish(clauses, phrasing, found);
}

/** What is meant where no verb is said: an address is looked up. */
function whatIsNamed(clauses: ReturnType<typeof cutClauses>, lexicon: Lexicon): Phrasing {
  const lookup = answering('address', lexicon);
  if (lookup && isAddress(clauses, ask)) return lookup;
  return isAbout(clauses, ask) ? ask : unknown;
}

/** The verb that was found, or another that is meant by what stands beside it. */
function meantBy(
  { phrasing, topic }: FoundVerb,
  { names, spoken }: ReturnType<typeof cutClauses>,
  { byFirstWord, phrasings }: Lexicon,
): { phrasing: Phrasing; topic?: string | undefined } {
  const other = phrasing.instead?.(names, spoken.map(({ word }) => word).join(' '));
  if (!other) return { phrasing, topic };
  const known = phrasings.get(other);
  if (known) return { phrasing: known };
  const [refused] = byFirstWord.get(other) ?? [];
  return { phrasing, topic: refused?.meaning.topic };
}

const isUndecided = (rest: readonly Token[]) =>
  asksWhether(rest) || refersToThePast(rest) || changesMind(rest);

const about = ({ name }: Phrasing, topic?: string): Reading => ({
  ...emptyReading,
  command: name,
  ...(topic && { topic }),
});
