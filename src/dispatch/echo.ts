import type { Answer } from '../domain/card';
import { raw, type SafeText, text, trusted } from '../domain/text';
import type { Reading, Warning } from '../grammar/reading';
import { longestDays, resolveWindow } from '../grammar/window';
import { readBack } from './spoken';

const notes: Readonly<Record<string, () => SafeText>> = {
  'critical->high': () => text`Defender has no “Critical”: I took High.`,
  'default-window': () => text`No time was given: I took the last 24 hours.`,
  'duplicates-folded': () => text`Repeated names count once.`,
  'first-column': () => text`Of the table I read the first column only.`,
  'range-not-expanded': () => text`I don’t expand ranges: each name counts as written.`,
  'removed-invisible': () => text`Invisible characters were left out.`,
  'two-commands': () => text`I read a second command in it.`,
};

/** When and where it was said: what "last" is counted from. */
interface Moment {
  readonly at: Date;
  readonly timeZone: string;
}

/** "I read: …" where anything was ignored, defaulted, cut or guessed; nothing where all was plain. */
export function echoOf(reading: Reading, moment: Moment): SafeText | undefined {
  const said = [
    ...reading.warnings.map(noteOf),
    cutNote(reading, moment),
    guessNote(reading),
  ].filter((note) => !!note);
  if (said.length === 0) return undefined;
  return text`I read: ${readBack(reading)}. ${raw(trusted(said.join(' ')))}`;
}

/** Of the commands that take a span only reports reach so far back. */
function cutNote({ command, window }: Reading, { at, timeZone }: Moment): SafeText | undefined {
  if (command !== 'ips' || !window || window.kind === 'unclear') return undefined;
  if (!resolveWindow(window, at, timeZone).isCut) return undefined;
  return text`I read at most ${longestDays} days: I took the latest.`;
}

function guessNote({ guessed }: Reading): SafeText | undefined {
  return guessed && text`I read “${guessed.typed}” as ${guessed.as}.`;
}

function noteOf(warning: Warning): SafeText | undefined {
  const [kind, what] = /^(ignored|excluded):(.*)$/s.exec(warning)?.slice(1) ?? [];
  if (kind === 'ignored') return text`Not used: “${what}”.`;
  if (kind === 'excluded') return text`Left out: “${what}”.`;
  return notes[warning]?.();
}

/** Puts a small line under an answer, whatever the answer is. */
export function withNote(answer: Answer, note: SafeText | undefined): Answer {
  if (!note) return answer;
  if ('text' in answer) return { text: text`${raw(answer.text)}\n\n${raw(note)}` };
  if ('nothing' in answer) return { text: note };
  if ('aloud' in answer) return { ...answer, aloud: text`${raw(answer.aloud)}\n\n${raw(note)}` };
  if ('all' in answer) return { all: [...answer.all, { text: note }] };
  const { card } = answer;
  // A living card is drawn anew by its story, which knows nothing of the note.
  if (answer.keep && !answer.asks) return { all: [answer, { text: note }] };
  const body = Array.isArray(card.content.body) ? (card.content.body as unknown[]) : [];
  const line = { type: 'TextBlock', text: note, wrap: true, isSubtle: true, size: 'Small' };
  return { ...answer, card: { ...card, content: { ...card.content, body: [...body, line] } } };
}
