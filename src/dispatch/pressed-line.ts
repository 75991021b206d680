import type { Turn } from '../ports';

type Press = Extract<Turn['said'], { kind: 'press' }>;

// Other buttons of the same card send the choice along, and mean nothing by it.
const toSomebody = /^(?:escalate|handover)$/;

/**
 * A pressed button as the line that could have been typed: verb, what was chosen, words, reason.
 *
 * Everything in it may be forged, so it is one line of one command; a word with spaces is quoted.
 */
export function lineOf({ inputs, verb, words }: Press): string {
  const because = words.findIndex((word) => /^because$/i.test(word));
  const objects = because < 0 ? words : words.slice(0, because);
  const reason = because < 0 ? inputs['reason'] : words.slice(because + 1).join(' ');
  const chosen = (inputs['choice'] ?? '').split(',').filter(Boolean);
  const listed = (inputs['machines'] ?? '').split(/[\s,;]+/).filter(Boolean);
  return [
    verb,
    ...[...chosen, ...listed, ...objects].map((word) => quoted(oneLine(word))),
    ...numbered('incident', inputs['incident']),
    ...(inputs['to'] && toSomebody.test(verb) ? ['to', quoted(oneLine(inputs['to']))] : []),
    ...(reason?.trim() ? ['because', oneLine(reason)] : []),
  ].join(' ');
}

/** A field of a form that holds a number and nothing else; the form itself says so, too. */
function numbered(name: string, typed = ''): string[] {
  const [, id] = /^\s*#?(\d{1,10})\s*$/.exec(typed) ?? [];
  return id ? [name, id] : [];
}

function oneLine(word: string): string {
  return word.replace(/[\s;]+/g, ' ').trim();
}

function quoted(word: string): string {
  return /\s/.test(word) ? `"${word.replace(/"/g, '')}"` : word;
}
