import { cutClauses } from './clauses';
import { findVerb } from './find-verb';
import { finish, isAbout } from './finish';
import { topicAfterHelp, topicBeforeHelp } from './help-topic';
import {
  asksForStatus,
  asksWhether,
  changesMind,
  howTo,
  isNegated,
  refersToThePast,
} from './questions';
import { emptyReading, type Reading } from './reading';
import type { Token } from './tokens';
import { isImpactful } from './verbs';

/** Reads one command of a message. What is asked or forbidden is settled before what is ordered. */
export function readCommand(tokens: readonly Token[], text: string): Reading {
  const clauses = cutClauses(tokens, text);
  const { rest, names, flags } = clauses;
  const question = howTo(rest);
  if (question) return help(question.topic);

  if (rest.every(({ text }) => /^\?+$/.test(text)) && tokens.length === rest.length) return help();
  const found = findVerb(rest);
  if (clauses.keepsJobOut || (found && isNegated(rest, found)))
    return { ...emptyReading, command: 'none', warnings: ['negated'] };
  const topic = found && topicBeforeHelp(rest, found, flags);
  if (topic) return help(topic);
  if (found?.command === 'help')
    return {
      ...help(Object.keys(names).length > 0 ? undefined : topicAfterHelp(rest, found)),
      ...(wantsAll(rest, flags) && { flags: ['all'] }),
      ...(found.guessed && { guessed: found.guessed }),
    };
  if (found?.command === 'thanks') return { ...emptyReading, command: 'thanks' };

  // "is defender up" begins like a question for news, but is a command of its own.
  const whole = found && found.length > 1 && rest[found.at]!.word === 'is';
  if (!whole && asksForStatus(rest)) return finish(clauses, 'status');
  if (!found) return finish(clauses, isAbout(clauses) ? 'ask' : 'unknown');
  if (
    found.command === 'release' &&
    rest.some(({ word }) => /^(?:isolation|quarantine)$/.test(word))
  )
    return unsupported('unisolate');
  if (found.command === 'unsupported') return unsupported(found.topic ?? '');
  if (isImpactful(found.command) && isUndecided(rest)) return finish(clauses, 'ask', found);
  return finish(clauses, found.command, found);
}

const isUndecided = (rest: readonly Token[]) =>
  asksWhether(rest) || refersToThePast(rest) || changesMind(rest);

/** "help all" and "commands" want the whole list. */
const wantsAll = (rest: readonly Token[], flags: readonly string[]) =>
  flags.includes('all') || rest.some(({ word }) => word === 'all' || word === 'commands');

const help = (topic?: string): Reading => ({
  ...emptyReading,
  command: 'help',
  ...(topic && { topic }),
});

const unsupported = (topic: string): Reading => ({
  ...emptyReading,
  command: 'unsupported',
  topic,
});
