import { z } from 'zod';
import { messageCard } from '../cards/kit/message';
import type { Command } from '../commands/command';
import type { Reply } from '../domain/card';
import type { Suggestion } from '../domain/errors';
import { markdown, md, type SafeText } from '../domain/text';
import type { Reading } from '../grammar/reading';
import { t } from '../language/language';
import { readBack, wordsOf } from './spoken';
import { type Ask, type ClearAsk, Ended, type Stage } from './stage';

/** Ends with a question or an explanation unless the reading names a command that may run now. */
export const clarify: Stage<Ask, ClearAsk> = (ask) => {
  const { command, reading } = ask;
  const unclear =
    answerUnclear(reading) ?? listRanges(reading, command) ?? offerIncident(reading, command);
  if (unclear) return new Ended(unclear);
  if (!command) return new Ended(answerNoCommand(reading.command));
  if (reading.guessed && command.impact) return new Ended(askBeforeGuess(reading, reading.guessed));
  const question = command.impact && askBeforeNow(reading);
  return question ? new Ended(question) : { ...ask, command };
};

const nothing = () => md`Nothing was done.`;
const help = () => suggestion(t`Help`, 'help');

/** Returns the reply to a message that is no command; undefined where it is one. */
function answerUnclear(reading: Reading): Reply | undefined {
  if (reading.warnings.includes('too-long'))
    return {
      text: md`That message is too long (over 20 KB). Nothing was done. Send it in parts.`,
    };
  if (reading.lookAlike) return lookAlike(reading, reading.lookAlike);
  switch (reading.command) {
    case 'none':
      return { text: md`OK, nothing was done.` };
    case 'ask':
      return reading.likelyIncident || reading.ranges ? undefined : whatToDo(reading);
    case 'unsupported':
      return unsupported(reading.topic ?? t`do`);
    case 'unknown':
      return unknown();
    default:
      if (reading.person) return notOfAPerson(reading, reading.person);
      return reading.unreadable ? unreadable(reading.unreadable) : unclearDate(reading);
  }
}

// A button holds 120 words.
const maxNames = 100;

/** `ws-061..ws-070`: which of them exist is Defender's to say, and which are meant is the person's. */
function listRanges(reading: Reading, command?: Command): Reply | undefined {
  const { command: said, machines, ranges } = reading;
  if (!ranges || (said !== 'ask' && !takes(command, 'machines'))) return undefined;
  const typed = ranges[0]!.typed;
  const total = ranges.reduce((sum, { count }) => sum + count, 0);
  const title = md`“${typed}” is a range of ${total} devices`;
  const all = [...machines, ...ranges.flatMap(({ names }) => names)];
  const names = [...new Map(all.map((name) => [name.toLowerCase(), name])).values()];
  if (names.length > maxNames || ranges.some((range) => range.names.length === 0))
    return { text: md`${markdown(title)}; the limit is ${maxNames}. ${markdown(nothing())}` };
  const verb = said === 'ask' || said === 'ips' ? 'collect' : said;
  const lines = [md`${markdown(nothing())} Ranges run as a list: ${names.join(', ')}`];
  const words = wordsOf({ ...reading, machines: names, window: undefined });
  return askBack(title, lines, [suggestion(t`${verb} all ${names.length}`, verb, words)]);
}

function takes(command: Command | undefined, field: string): boolean {
  return command?.args instanceof z.ZodObject && field in command.args.shape;
}

/** `4711`: taken for a machine or for nothing it would get a wrong answer. */
function offerIncident(reading: Reading, command?: Command): Reply | undefined {
  const { command: verb, likelyIncident: id } = reading;
  if (!id || !(verb === 'ask' || takes(command, 'incident') || takes(command, 'machines')))
    return undefined;
  const isAsked = takes(command, 'incident') && verb !== 'ips';
  const of = { ...reading, window: undefined, incident: id };
  return askBack(md`“${id}” looks like an incident`, command?.impact ? [nothing()] : [], [
    suggestion(t`IPs of ${id}`, 'ips', wordsOf({ ...of, words: [] })),
    ...(isAsked ? [suggestion(t`${verb} ${id}`, verb, wordsOf(of))] : []),
    ...(verb === 'ask' ? [suggestion(t`Collect its devices`, 'collect', wordsOf(of))] : []),
    ...(takes(command, 'machines') && verb !== 'ips'
      ? [suggestion(t`Device ${id}`, verb, [`"${id}"`, ...wordsOf(reading)])]
      : [suggestion(t`Why ${id}`, 'why', [id])]),
  ]);
}

/** A report of everything would look like an answer to it. */
function notOfAPerson({ alert, incident }: Reading, person: string): Reply {
  const whole = alert
    ? suggestion(t`The whole alert`, 'ips', ['alert', alert])
    : incident
      ? suggestion(t`The whole incident`, 'ips', ['incident', incident])
      : suggestion(t`Last 24 hours`, 'ips', ['last', '24h']);
  return askBack(
    md`I can list IPs for an alert, an incident, or a time range, not for a user`,
    [md`I didn’t look up “${person}”.`],
    [whole],
  );
}

function lookAlike(reading: Reading, { suggestion, typed }: { suggestion: string; typed: string }) {
  const title = md`“${typed}” contains a look-alike letter`;
  if (!suggestion)
    return { text: md`${markdown(title)}. ${markdown(nothing())} Type the name in plain letters.` };
  const machines = reading.machines.map((name) => (name === typed ? suggestion : name));
  const meant = { ...reading, machines: machines.length > 0 ? machines : [suggestion] };
  const words = wordsOf(meant);
  const lines = [nothing(), md`Did you mean ${suggestion}?`];
  const verb = reading.command === 'ask' ? 'machine' : reading.command;
  return askBack(title, lines, [{ title: suggestion, verb, words }]);
}

function whatToDo(reading: Reading): Reply {
  const about = readBack({ ...reading, command: '' });
  const title = about ? md`Understood: ${about}` : md`Not sure what you mean`;
  const words = wordsOf({ ...reading, words: [], flags: [] });
  const verbs: Suggestion[] = reading.job
    ? [
        suggestion(t`Status`, 'status', words),
        suggestion(t`Cancel`, 'cancel', words),
        suggestion(t`Package`, 'package', words),
      ]
    : reading.byIp.length > 1 && reading.machines.length === 0
      ? reading.byIp.slice(0, 3).map((ip) => suggestion(ip, 'ips', [ip]))
      : reading.alert || (reading.incident && reading.machines.length === 0)
        ? [suggestion(t`IP report`, 'ips', words)]
        : [
            suggestion(t`Collect`, 'collect', words),
            suggestion(t`Status`, 'status', words),
            suggestion(t`Device`, 'machine', words),
          ];
  return askBack(title, [md`What should I do with it?`], verbs);
}

function suggestion(title: string, verb: string, words: readonly string[] = []): Suggestion {
  return { title, verb, words };
}

function unsupported(verb: string): Reply {
  return askBack(
    md`I can’t ${verb} devices`,
    [
      nothing(),
      md`I collect packages and list IP addresses. For other actions, use the Defender portal.`,
    ],
    [help()],
  );
}

function unknown(): Reply {
  return askBack(
    md`I didn’t understand that`,
    [md`Try: collect WS-042 because lsass alert`],
    [help(), suggestion(t`Status`, 'status')],
  );
}

/** `3/4` is 3 April here and 4 March there: nobody guesses that for an investigation. */
function unclearDate(reading: Reading): Reply | undefined {
  const { window, ...rest } = reading;
  if (window?.kind !== 'unclear') return undefined;
  const buttons = window.options.slice(0, 3).map((option) => ({
    title: option,
    verb: reading.command,
    words: [...wordsOf(rest), ...option.split(' ')],
  }));
  return askBack(md`“${window.text}” is ambiguous`, [md`Which one?`], buttons);
}

/** `999.1.1.1`, `2026-13-45`: a report of another address or time would look like its answer. */
function unreadable(what: string): Reply {
  return askBack(
    md`I can’t read “${what}” as an IP address, a time, or an alert`,
    [md`Try: ip 203.0.113.45, or ips since 2026-11-20 09:00`],
    [{ title: t`Last 24 hours`, verb: 'ips', words: ['last', '24h'] }],
  );
}

/** A word that is known to the grammar, or was forged into a button, but does nothing here. */
export function answerNoCommand(word: string): Reply {
  return askBack(md`I can’t do “${word}”`, [], [help()]);
}

const later =
  /^(?:if|unless|until|instead|before|after|while|whenever|once|later|daily|hourly|weekly|nightly|day|week|month|tomorrow|tonight|in \d.*|\d{1,2}[:.]\d\d(?:am|pm)?|\d{1,2}(?:am|pm))$/i;

/**
 * "Collect ws-042 at 18:00", "… unless Dana objects": done at once it would be another thing than was
 * asked, so one click says that now is meant. Nothing where no such word was left over.
 */
function askBeforeNow(reading: Reading): Reply | undefined {
  const left = reading.warnings.flatMap((warning) =>
    warning.startsWith('ignored:') ? [warning.slice('ignored:'.length)] : [],
  );
  const word = left.find((one) => later.test(one));
  if (!word) return undefined;
  const { window: _window, ...now } = reading;
  const verb = now.command;
  return askBack(
    md`I can’t schedule actions. Run it now?`,
    [md`${markdown(nothing())} I couldn’t interpret “${word}”.`, md`Run now: ${readBack(now)}`],
    [{ title: t`Now: ${verb}`, verb, words: wordsOf(now) }],
  );
}

/** A verb that was guessed through a typo never acts: one click says that it was meant. */
function askBeforeGuess(reading: Reading, guessed: { typed: string; as: string }): Reply {
  const { window: _window, ...now } = reading;
  const verb = now.command;
  return askBack(
    md`Did you mean ${guessed.as}?`,
    [md`Read as: ${readBack(reading)}. ${markdown(nothing())}`],
    [{ title: t`Yes, ${verb}`, verb, words: wordsOf(reading) }],
  );
}

function askBack(title: SafeText, lines: SafeText[], suggestions: readonly Suggestion[]): Reply {
  return { card: messageCard({ title, lines, suggestions }) };
}
