import type { Clause, Found } from './cut';
import { type Moment, momentAt } from './moment';
import type { Token } from './token';
import type { Unit, Window } from './window';

const units: readonly [RegExp, Unit, string][] = [
  [/^(?:mins?|minutes?)$/, 'minute', 'MIN'],
  [/^(?:h|hrs?|hours?)$/, 'hour', 'H'],
  [/^(?:d|days?)$/, 'day', 'D'],
  [/^(?:w|wks?|weeks?)$/, 'week', 'W'],
  [/^(?:mo|months?)$/, 'month', 'MO'],
];
const numbers = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** `last 24h`, `7d`, `since monday 10:00`, `between … and …`, `from … to …`, `today`. */
export const windowClause: Clause<Window> = (tokens, at) => {
  const { kind, word } = tokens[at]!;
  if (kind !== 'word') return undefined;
  if (/^(?:last|past|previous)$/.test(word)) return plus(1, duration(tokens, at + 1, true));
  if (word === 'today' || word === 'yesterday')
    return { value: { kind: word, text: word }, length: 1 };
  if (word === 'this' && tokens[at + 1]?.word === 'week')
    return { value: { kind: 'this week', text: 'this week' }, length: 2 };
  if (word === 'since') return since(tokens, at);
  if (word === 'between') return range(tokens, at, /^(?:and|to|-|&)$/);
  if (word === 'from')
    return range(tokens, at, /^(?:to|until|till|-|through)$/) ?? fromDay(tokens, at);
  if (word === 'on') return onDay(tokens, at);
  return duration(tokens, at, false);
};

/** `24h`, `3 days`, `two weeks`; after "last" also `hour` alone. */
function duration(tokens: readonly Token[], at: number, unitAlone: boolean) {
  const word = tokens[at]?.word ?? '';
  const joined = /^(\d{1,5})-?([a-z]+)$/.exec(word);
  if (joined) return last(Number(joined[1]), joined[2]!, 1);
  const amount = /^\d{1,5}$/.test(word) ? Number(word) : numbers.indexOf(word);
  const unit = tokens[at + 1]?.word ?? '';
  // "one" and "two" are words of ordinary sentences: they count with a unit written out.
  if (amount >= 0) return last(amount, unit, 2);
  return unitAlone ? last(1, word, 1) : undefined;
}

function last(amount: number, word: string, length: number): Found<Window> | undefined {
  const found = units.find(([shape]) => shape.test(word));
  if (!found || amount === 0) return undefined;
  const [, unit, letter] = found;
  return { value: { kind: 'last', text: `last ${amount}${letter}`, amount, unit }, length };
}

function since(tokens: readonly Token[], at: number): Found<Window> | undefined {
  const from = momentAt(tokens, at + 1);
  if (!from) return plus(1, duration(tokens, at + 1, false));
  const text = `since ${from.value.text}`;
  const options = unclear(from.value);
  const value: Window = options
    ? { kind: 'unclear', text, options: options.map((option) => `since ${option}`) }
    : { kind: 'since', text, from: from.value };
  return { value, length: 1 + from.length };
}

function range(tokens: readonly Token[], at: number, joint: RegExp): Found<Window> | undefined {
  const from = momentAt(tokens, at + 1);
  const jointAt = at + 1 + (from?.length ?? 0);
  const { word = '', text: mark = '' } = tokens[jointAt] ?? {};
  const to = joint.test(word || mark) ? momentAt(tokens, jointAt + 1) : undefined;
  if (!from || !to) return undefined;
  const text = rangeText(from.value.text, to.value.text);
  const length = jointAt + 1 + to.length - at;
  if (unclear(from.value) || unclear(to.value)) {
    const [first, second] = [from.value, to.value].map((side) => unclear(side) ?? twice(side.text));
    const options = first!.map((option, index) => rangeText(option, second![index]!));
    return { value: { kind: 'unclear', text, options }, length };
  }
  return { value: { kind: 'range', text, from: from.value, to: to.value }, length };
}

/** "from 19 November" without an end. */
function fromDay(tokens: readonly Token[], at: number): Found<Window> | undefined {
  const day = momentAt(tokens, at + 1)?.value.day;
  return day && day.kind !== 'today' && day.kind !== 'yesterday' ? since(tokens, at) : undefined;
}

/** "on monday": from its first to its last minute. */
function onDay(tokens: readonly Token[], at: number): Found<Window> | undefined {
  const found = momentAt(tokens, at + 1);
  if (!found?.value.day || found.value.time) return undefined;
  const { value, length } = found;
  const text = rangeText(value.text, value.text);
  const options = unclear(value);
  return {
    value: options
      ? { kind: 'unclear', text: `on ${value.text}`, options: options.map((one) => `on ${one}`) }
      : { kind: 'range', text, from: value, to: value },
    length: length + 1,
  };
}

const rangeText = (from: string, to: string) => `from ${from} to ${to}`;
const twice = (text: string) => [text, text];

function unclear({ day }: Moment): readonly string[] | undefined {
  return day?.kind === 'unclear' ? day.options : undefined;
}

function plus(more: number, found: Found<Window> | undefined): Found<Window> | undefined {
  return found && { value: found.value, length: found.length + more };
}
