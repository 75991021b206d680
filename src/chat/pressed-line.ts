import type { Turn } from '../ports';

type Press = Extract<Turn['said'], { kind: 'press' }>;

/**
 * A pressed button as the line that could have been typed: verb, what was chosen, words, reason.
 *
 * Everything in it may be forged, so it is one line of one command; a word with spaces is quoted.
 */
export function lineOf({ inputs, verb, words }: Press): string {
  const because = words.findIndex((word) => /^because$/i.test(word));
  const objects = because < 0 ? words : words.slice(0, because);
  const reason = because < 0 ? inputs.reason : words.slice(because + 1).join(' ');
  const chosen = (inputs.choice ?? '').split(',').filter(Boolean);
  return [
    verb,
    ...[...chosen, ...objects].map((word) => quoted(oneLine(word))),
    ...(reason?.trim() ? ['because', oneLine(reason)] : []),
  ].join(' ');
}

function oneLine(word: string): string {
  return word.replace(/[\s;]+/g, ' ').trim();
}

function quoted(word: string): string {
  return /\s/.test(word) ? `"${word.replace(/"/g, '')}"` : word;
}
