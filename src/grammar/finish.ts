import type { Clauses } from './clauses';
import type { FoundVerb } from './find-verb';
import { without } from './help-topic';
import type { Phrasing } from './lexicon';
import { type Objects, readObjects } from './objects';
import { emptyReading, type Reading, type Warning } from './reading';
import type { Token } from './token';
import { likelyIncident, personIn } from './unnamed';
import { ignored, parsesOwnWords, takesWords, wordsFor } from './unparsed-words';
import { defaultWindow } from './window';
import { windowClause } from './window-clause';

/** The reading of a command whose verb is known: its objects, its words, its defaults. */
export function finish(clauses: Clauses, phrasing: Phrasing, found?: FoundVerb): Reading {
  const objects = objectsOf(clauses, phrasing, found);
  const flags = flagsFor(phrasing, clauses);
  if (objects.excluded.length > 0 && meansMany(clauses, flags)) return refused(objects);

  const said = { spoken: withoutVerb(clauses, found), rest: without(clauses.rest, found), objects };
  const window =
    clauses.window ?? (needsWindow(clauses, phrasing, objects) ? defaultWindow : undefined);
  const meansIncident =
    phrasing.takesIncidentMachines && clauses.names.incident && !objects.lookAlike && none(objects);
  const needs = needOf(clauses, phrasing, objects);
  const incident = likelyIncidentOf(clauses, phrasing, objects);
  const unreadable =
    phrasing.window === 'default' &&
    !incident &&
    objects.unparsed.find((text) => isNumeric(text) || isLink(text));
  const person = phrasing.window === 'default' && personIn(clauses.rest);
  const { guessed } = found ?? {};
  return {
    command: phrasing.name,
    machines: objects.machines,
    byIp: objects.byIp,
    ...clauses.names,
    ...(clauses.reason && { reason: clauses.reason }),
    ...(window && { window }),
    ...(clauses.severity && { severity: clauses.severity }),
    words: meansIncident && !needs ? ['machines'] : wordsFor(phrasing, said),
    people: [],
    flags,
    warnings: warningsOf(clauses, phrasing, objects),
    ...(guessed && { guessed }),
    ...(needs && { needs }),
    ...(unreadable && { unreadable }),
    ...(incident && { likelyIncident: incident }),
    ...(person && { person }),
    ...(objects.lookAlike && { lookAlike: objects.lookAlike }),
    ...(objects.ranges.length > 0 && { ranges: objects.ranges }),
  };
}

/** Whether anything is named in it that a command could act on. */
export function isAbout(clauses: Clauses, ask: Phrasing): boolean {
  const objects = objectsOf(clauses, ask);
  if (!none(objects) || objects.lookAlike || Object.keys(clauses.names).length > 0) return true;
  return likelyIncidentOf(clauses, ask, objects) !== undefined;
}

/** Whether it holds one address and nothing else to act on. */
export function isAddress(clauses: Clauses, ask: Phrasing): boolean {
  const { machines, byIp } = objectsOf(clauses, ask);
  return byIp.length === 1 && machines.length + Object.keys(clauses.names).length === 0;
}

function likelyIncidentOf({ names, rest }: Clauses, phrasing: Phrasing, objects: Objects) {
  if (parsesOwnWords(phrasing) || takesWords(phrasing)) return undefined;
  if (!none(objects) || Object.keys(names).length > 0) return undefined;
  return likelyIncident(rest);
}

const noObjects: Objects = {
  ...{ machines: [], byIp: [], unparsed: [], excluded: [], warnings: [], ranges: [] },
};

function objectsOf({ rest }: Clauses, phrasing: Phrasing, found?: FoundVerb): Objects {
  if (parsesOwnWords(phrasing)) return noObjects;
  // All in capitals, apart from names with digits: then capitals say nothing about a word.
  const shouted = !rest.some(
    ({ kind, text }) => kind === 'word' && /[a-z]/.test(text) && !/\d/.test(text),
  );
  // Without a verb a bare word is just a word: "lol" asks nothing about a machine.
  const bareCounts = phrasing.name !== 'ask' && !takesWords(phrasing);
  const verbAt = found ? rest[found.at]!.start : 0;
  return readObjects(without(rest, found), { shouted, bareCounts, verbAt });
}

/** The words without the verb's; "csv" is a verb of `export` and says in which form. */
function withoutVerb({ spoken, rest }: Clauses, found?: FoundVerb) {
  if (!found) return spoken;
  const { name, words } = found.phrasing;
  const counts = ({ word }: Token) =>
    typeof words === 'object' && word !== name && words.includes(word);
  const verb = new Set(
    rest.slice(found.at, found.at + found.length).filter((token) => !counts(token)),
  );
  return spoken.filter((token) => !verb.has(token));
}

/** All machines of something: then one that is left out cannot be taken from a list. */
function meansMany({ names }: Clauses, flags: readonly string[]): boolean {
  return Boolean(names.incident || names.tag || flags.includes('all'));
}

const refused = ({ warnings }: Objects): Reading => ({
  ...emptyReading,
  command: 'none',
  warnings: ['negated', ...warnings],
});

/** An address alone asks what is known of it, whenever that was. */
function needsWindow({ names }: Clauses, phrasing: Phrasing, { byIp }: Objects): boolean {
  return phrasing.window === 'default' && !names.incident && !names.alert && byIp.length === 0;
}

function needOf({ window, names, spoken }: Clauses, phrasing: Phrasing, objects: Objects) {
  if (window?.kind === 'unclear') return 'date';
  // A name we could not place must not widen "this one, of incident 4711" to the whole incident.
  const unplaced = objects.unparsed.length > 0 && !spoken.some(({ word }) => isMachines(word));
  return phrasing.takesIncidentMachines && names.incident && none(objects) && unplaced
    ? 'machine'
    : undefined;
}

/** `999.1.1.1`, `2026-13-45`, `25:99`: meant as an address or a time, and neither. */
const isNumeric = (text: string) => /\d/.test(text) && /^[\d.:/tz+-]+$/i.test(text);

/** A link that leads to no alert or incident. */
const isLink = (text: string) => /^[a-z]{2,10}:\/\//i.test(text);

const isMachines = (word: string) =>
  /^(?:machines|devices|hosts|computers|servers|workstations|endpoints|laptops|everything|all)$/.test(
    word,
  );

const none = ({ byIp, machines, ranges }: Objects) =>
  machines.length + byIp.length + ranges.length === 0;

/** The flags that were typed, and those that the command's own plain words mean. */
export function flagsFor(
  { flagWords = {} }: Phrasing,
  { flags, rest }: Pick<Clauses, 'flags' | 'rest'>,
): string[] {
  const meant = Object.entries(flagWords).flatMap(([flag, words]) =>
    rest.some(({ word }) => words.includes(word)) ? [flag] : [],
  );
  return [...new Set([...flags, ...meant])];
}

const takesWindow = (phrasing: Phrasing) =>
  phrasing.window !== undefined || parsesOwnWords(phrasing) || takesWords(phrasing);

/** "In 2 hours" is a span ahead: it says when to start, not how far to look back. */
function startIn({ spoken, window }: Clauses): string | undefined {
  const isAhead = spoken.some(
    ({ word }, at) =>
      /^(?:in|after)$/.test(word) &&
      spoken[at + 1] &&
      windowClause(spoken, at + 1)?.value.kind === 'last',
  );
  return window?.kind === 'last' && isAhead
    ? window.text.replace('last', 'in').toLowerCase()
    : undefined;
}

function warningsOf(clauses: Clauses, phrasing: Phrasing, objects: Objects): Warning[] {
  const warnings = [...clauses.warnings, ...objects.warnings];
  const { window } = clauses;
  if (window && !takesWindow(phrasing)) warnings.push(`ignored:${startIn(clauses) ?? window.text}`);
  if (!window && needsWindow(clauses, phrasing, objects)) warnings.push('default-window');
  return [...warnings, ...ignored(phrasing, objects.unparsed)];
}
