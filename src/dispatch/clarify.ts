import { noticeCard } from '../cards/on-call/failure-alert';
import type { Answer } from '../domain/card';
import type { Suggestion } from '../domain/errors';
import { raw, type SafeText, text } from '../domain/text';
import { say } from '../language/language';
import type { Reading } from '../grammar/reading';
import { readBack, wordsOf } from './spoken';

const nothing = () => text`Nothing was done.`;
const help = () => suggestion(say`Help`, 'help');

/** What to say where a message is no command that may run; nothing where it is one. */
export function answerUnclear(reading: Reading): Answer | undefined {
  if (reading.warnings.includes('too-long'))
    return {
      text: text`That is longer than I read (20 KB). Nothing was done. Send it in parts.`,
    };
  if (reading.lookAlike) return lookAlike(reading, reading.lookAlike);
  switch (reading.command) {
    case 'none':
      return { text: text`All right. Nothing was done.` };
    case 'ask':
      return whatToDo(reading);
    case 'unsupported':
      return unsupported(reading.topic ?? say`do that`);
    case 'unknown':
      return unknown();
    default:
      return reading.unreadable ? unreadable(reading.unreadable) : unclearDate(reading);
  }
}

function lookAlike(reading: Reading, { suggestion, typed }: { suggestion: string; typed: string }) {
  const title = text`“${typed}” contains a letter that only looks like a plain one`;
  if (!suggestion)
    return { text: text`${raw(title)}. ${raw(nothing())} Type the name in plain letters.` };
  const machines = reading.machines.map((name) => (name === typed ? suggestion : name));
  const meant = { ...reading, machines: machines.length > 0 ? machines : [suggestion] };
  const words = wordsOf(meant);
  const lines = [nothing(), text`Did you mean ${suggestion}?`];
  const verb = reading.command === 'ask' ? 'machine' : reading.command;
  return notice(title, lines, [{ title: suggestion, verb, words }]);
}

function whatToDo(reading: Reading): Answer {
  const about = readBack({ ...reading, command: '' });
  const title = about ? text`I understood: ${about}` : text`I’m not sure what you want`;
  const words = wordsOf({ ...reading, words: [], flags: [] });
  const verbs: Suggestion[] = reading.job
    ? [
        suggestion(say`Status`, 'status', words),
        suggestion(say`Cancel`, 'cancel', words),
        suggestion(say`Package`, 'package', words),
      ]
    : reading.alert || (reading.incident && reading.machines.length === 0)
      ? [suggestion(say`IP report`, 'ips', words)]
      : [
          suggestion(say`Collect`, 'collect', words),
          suggestion(say`Status`, 'status', words),
          suggestion(say`Machine`, 'machine', words),
        ];
  return notice(title, [text`I didn’t find what to do with it. ${raw(nothing())}`], verbs);
}

function suggestion(title: string, verb: string, words: readonly string[] = []): Suggestion {
  return { title, verb, words };
}

function unsupported(verb: string): Answer {
  return notice(
    text`I can’t ${verb} machines`,
    [nothing(), text`I collect packages and report IP addresses. The Defender portal can do more.`],
    [help()],
  );
}

function unknown(): Answer {
  return notice(
    text`I didn’t understand that`,
    [nothing(), text`Try: collect WS-042 because lsass alert`],
    [help(), suggestion(say`Status`, 'status')],
  );
}

/** `3/4` is 3 April here and 4 March there: nobody guesses that for an investigation. */
function unclearDate(reading: Reading): Answer | undefined {
  const { window } = reading;
  if (window?.kind !== 'unclear') return undefined;
  const buttons = window.options.slice(0, 3).map((option) => ({
    title: option,
    verb: reading.command,
    words: [...wordsOf({ ...reading, window: undefined }), option],
  }));
  return notice(
    text`“${window.text}” can be read in two ways`,
    [nothing(), text`Which one?`],
    buttons,
  );
}

/** `999.1.1.1`, `2026-13-45`: a report of another address or time would look like its answer. */
function unreadable(what: string): Answer {
  return notice(
    text`I can’t read “${what}” as an address, a time or an alert`,
    [text`Nothing was read.`, text`Try: ip 203.0.113.45, or ips since 2026-11-20 09:00`],
    [{ title: say`Last 24 hours`, verb: 'ips', words: ['last', '24h'] }],
  );
}

/** A word that is known to the grammar, or was forged into a button, but does nothing here. */
export function answerNoCommand(word: string): Answer {
  return notice(text`I can’t do “${word}”`, [nothing()], [help()]);
}

const later =
  /^(?:if|unless|until|instead|before|after|while|whenever|once|later|daily|hourly|weekly|nightly|day|week|month|tomorrow|tonight|in \d.*|\d{1,2}[:.]\d\d(?:am|pm)?|\d{1,2}(?:am|pm))$/i;

/**
 * "Collect ws-042 at 18:00", "… unless Dana objects": done at once it would be another thing than was
 * asked, so one click says that now is meant. Nothing where no such word was left over.
 */
export function askBeforeNow(reading: Reading): Answer | undefined {
  const left = reading.warnings.flatMap((warning) =>
    warning.startsWith('ignored:') ? [warning.slice('ignored:'.length)] : [],
  );
  const word = left.find((one) => later.test(one));
  if (!word) return undefined;
  const verb = reading.command;
  return notice(
    text`I act at once: not later, and not on a condition`,
    [
      text`${raw(nothing())} I could not follow “${word}”.`,
      text`If it should be done now: ${readBack({ ...reading, window: undefined })}`,
    ],
    [{ title: say`Now: ${verb}`, verb, words: wordsOf({ ...reading, window: undefined }) }],
  );
}

/** A verb that was guessed through a typo never acts: one click says that it was meant. */
export function askBeforeGuess(reading: Reading, guessed: { typed: string; as: string }): Answer {
  const verb = reading.command;
  return notice(
    text`Did you mean ${guessed.as}?`,
    [text`I read: ${readBack(reading)}. ${raw(nothing())}`],
    [{ title: say`Yes, ${verb}`, verb, words: wordsOf(reading) }],
  );
}

function notice(title: SafeText, lines: SafeText[], suggestions: readonly Suggestion[]): Answer {
  return { card: noticeCard({ title, lines, suggestions }) };
}
