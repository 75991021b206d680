import { fillers } from './noise';
import type { Objects } from './objects';
import type { Warning } from './reading';
import type { Token } from './tokens';

/** Commands whose words mean nothing to us: they read them all themselves. */
const ownLanguage = new Set(
  'subscribe unsubscribe subscriptions override oncall escalate handover settings digest jobs health whoami mute resume why'.split(
    ' ',
  ),
);
/** Commands that take machines or a job and a person or two: a span of time is their window. */
const withPeople = new Set('snooze ack hold release'.split(' '));
/** The same with a note, in which "2h" and "high" are only words. */
const withNote = new Set('resolve approve deny unknown'.split(' '));
/** What may be asked of a report; other words are told as ignored. */
const reportWords =
  /^(?:only|new|internal|external|public|private|all|ips|csv|stix|json|text|xlsx)$/;
const maxIgnored = 20;

/** Whether it takes words that name nothing, so that none of them is a machine. */
export function takesWords(command: string): boolean {
  return withPeople.has(command) || withNote.has(command);
}

/** Whether the command leaves machines to itself. */
export function parsesOwnWords(command: string): boolean {
  return ownLanguage.has(command);
}

export interface SpokenWords {
  /** Everything but reason, ids and the verb: windows and severities are still in it. */
  readonly spoken: readonly Token[];
  /** The same without windows, severities and flags. */
  readonly rest: readonly Token[];
  readonly objects: Objects;
}

/** The words that a command gets to see. */
export function wordsFor(
  command: string,
  { spoken, rest, objects }: SpokenWords,
): readonly string[] {
  const said = (withPeople.has(command) ? rest : spoken).filter(
    ({ kind, word }) => kind === 'quoted' || (kind === 'word' && !fillers.has(word)),
  );
  const texts = said.map(({ text }) => text);
  if (ownLanguage.has(command)) return texts.filter((text) => !text.startsWith('--'));
  if (takesWords(command)) {
    const named = new Set([...objects.machines, ...objects.byIp]);
    return texts.filter((text) => !text.startsWith('--') && !named.has(text));
  }
  if (command === 'ips' || command === 'export') {
    return said.filter(({ word }) => reportWords.test(word)).map(({ word }) => word);
  }
  return [];
}

/** What was not understood and is not in `words` either: it is told, and never changes the meaning. */
export function ignored(command: string, leftover: readonly string[]): Warning[] {
  if (ownLanguage.has(command) || takesWords(command)) return [];
  const report = command === 'ips' || command === 'export';
  const told = leftover.filter((text) => !(report && reportWords.test(text.toLowerCase())));
  return [...new Set(told)]
    .slice(0, maxIgnored)
    .map((text): Warning => `ignored:${text.slice(0, 40)}`);
}
