import { fillers } from './noise';
import type { Objects } from './objects';
import type { Warning } from './reading';
import type { Token } from './tokens';

/** Commands whose words mean nothing to us: they read them all themselves. */
const ownLanguage = new Set(
  'subscribe unsubscribe subscriptions override oncall settings digest jobs health whoami'.split(
    ' ',
  ),
);
/** Commands that take machines or a job, and whatever else was said: a person, a time, a note. */
const withRest = new Set(
  'escalate handover snooze ack resolve approve deny hold release unknown'.split(' '),
);
/** What may be asked of a report; other words are told as ignored. */
const reportWords =
  /^(?:only|new|internal|external|public|private|all|ips|csv|stix|json|text|xlsx)$/;
const mostIgnored = 20;

/** Whether the command leaves machines to itself. */
export function readsItself(command: string): boolean {
  return ownLanguage.has(command);
}

/**
 * The words that a command gets to see.
 *
 * @param spoken everything but reason, ids and the verb: windows and severities are still in it
 */
export function wordsFor(
  command: string,
  spoken: readonly Token[],
  objects: Objects,
): readonly string[] {
  const said = spoken.filter(
    ({ kind, word }) => kind === 'quoted' || (kind === 'word' && !fillers.has(word)),
  );
  const texts = said.map(({ text }) => text);
  if (ownLanguage.has(command)) return texts.filter((text) => !text.startsWith('--'));
  if (withRest.has(command)) {
    const named = new Set([...objects.machines, ...objects.byIp]);
    return texts.filter((text) => !text.startsWith('--') && !named.has(text));
  }
  if (command === 'ips' || command === 'export') {
    const asked = said.filter(({ word }) => reportWords.test(word)).map(({ word }) => word);
    return command === 'ips' ? [...objects.byIp, ...asked] : asked;
  }
  return [];
}

/** What was not understood and is not in `words` either: it is told, and never changes the meaning. */
export function ignored(command: string, leftover: readonly string[]): Warning[] {
  if (ownLanguage.has(command) || withRest.has(command)) return [];
  const report = command === 'ips' || command === 'export';
  const told = leftover.filter((text) => !(report && reportWords.test(text.toLowerCase())));
  return [...new Set(told)]
    .slice(0, mostIgnored)
    .map((text): Warning => `ignored:${text.slice(0, 40)}`);
}
