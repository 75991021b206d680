import type { Reply } from '../domain/card';
import { markdown, md, type SafeText, unsafeMarkdown } from '../domain/text';
import type { Reading, Warning } from '../grammar/reading';
import { maxDays, resolveWindow } from '../grammar/window';
import { readBack } from './spoken';

const notes: Readonly<Record<string, () => SafeText>> = {
  'critical->high': () => md`Defender has no “Critical” severity, so this uses High.`,
  'default-window': () => md`No time given, so this shows the last 24 hours.`,
  'duplicates-folded': () => md`Repeated names count once.`,
  'first-column': () => md`Only the first column of the table is used.`,
  'range-not-expanded': () => md`Ranges aren’t expanded: each name counts as written.`,
  'removed-invisible': () => md`Invisible characters were removed.`,
  'two-commands': () => md`It contains a second command.`,
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
  return md`Read as: ${readBack(reading)}. ${markdown(unsafeMarkdown(said.join(' ')))}`;
}

/** Of the commands that take a span only reports reach so far back. */
function cutNote({ command, window }: Reading, { at, timeZone }: Moment): SafeText | undefined {
  if (command !== 'ips' || !window || window.kind === 'unclear') return undefined;
  if (!resolveWindow(window, at, timeZone).isCut) return undefined;
  return md`Reports cover up to ${maxDays} days, so this shows the latest.`;
}

function guessNote({ guessed }: Reading): SafeText | undefined {
  return guessed && md`“${guessed.typed}” was read as ${guessed.as}.`;
}

function noteOf(warning: Warning): SafeText | undefined {
  const [kind, what] = /^(ignored|excluded):(.*)$/s.exec(warning)?.slice(1) ?? [];
  if (kind === 'ignored') return md`Ignored: “${what}”.`;
  if (kind === 'excluded') return md`Excluded: “${what}”.`;
  return notes[warning]?.();
}

/** Puts a small line under an answer, whatever the answer is. */
export function withNote(answer: Reply, note: SafeText | undefined): Reply {
  if (!note) return answer;
  if ('text' in answer) return { text: md`${markdown(answer.text)}\n\n${markdown(note)}` };
  if ('none' in answer) return { text: note };
  if ('public' in answer)
    return { ...answer, public: md`${markdown(answer.public)}\n\n${markdown(note)}` };
  if ('all' in answer) return { all: [...answer.all, { text: note }] };
  const { card } = answer;
  // The workflow renders an editable card again, without the note.
  if (answer.cardKey && !answer.awaitsChoice) return { all: [answer, { text: note }] };
  const body = Array.isArray(card.content['body']) ? (card.content['body'] as unknown[]) : [];
  const line = { type: 'TextBlock', text: note, wrap: true, isSubtle: true, size: 'Small' };
  return { ...answer, card: { ...card, content: { ...card.content, body: [...body, line] } } };
}
