import type { Clauses } from './clauses';
import type { FoundVerb } from './find-verb';
import { without } from './help-topic';
import { ignored, parsesOwnWords, takesWords, wordsFor } from './leftovers';
import { type Objects, readObjects } from './objects';
import { asksWhyTold } from './questions';
import { emptyReading, type Reading, type Warning } from './reading';
import { defaultWindow } from './window';
import { windowClause } from './window-clause';

/** The reading of a command whose verb is known: its objects, its words, its defaults. */
export function finish(clauses: Clauses, verb: string, found?: FoundVerb): Reading {
  const objects = objectsOf(clauses, verb, found);
  // "collect again ws-042" is a plain collection; with a job it says which one.
  const command = commandMeant(verb, clauses);
  const flags = flagsOf(clauses, verb, command);
  if (objects.excluded.length > 0 && meansMany(clauses, flags)) return refused(objects);

  const said = { spoken: withoutVerb(clauses, found), rest: without(clauses.rest, found), objects };
  const window =
    clauses.window ?? (needsWindow(clauses, command, objects) ? defaultWindow : undefined);
  const meansIncident =
    command === 'collect' && clauses.names.incident && !objects.lookAlike && none(objects);
  const needs = needOf(clauses, command, objects);
  const unreadable = command === 'ips' && objects.leftover.find(isNumeric);
  const { guessed } = found ?? {};
  return {
    command,
    machines: objects.machines,
    byIp: objects.byIp,
    ...clauses.names,
    ...(clauses.reason && { reason: clauses.reason }),
    ...(window && { window }),
    ...(clauses.severity && { severity: clauses.severity }),
    words: meansIncident && !needs ? ['machines'] : wordsFor(command, said),
    people: [],
    flags,
    warnings: warningsOf(clauses, command, objects),
    ...(guessed && { guessed }),
    ...(needs && { needs }),
    ...(unreadable && { unreadable }),
    ...(objects.lookAlike && { lookAlike: objects.lookAlike }),
  };
}

/** Some verbs mean another command beside what is named. */
function commandMeant(verb: string, { names, spoken }: Clauses): string {
  if (verb === 'again' && !names.job) return 'collect';
  // A notice is snoozed, a rule is muted.
  if (verb === 'mute' && names.job) return 'snooze';
  const isNamed = names.incident || names.job || spoken.some(({ word }) => /^\d+$/.test(word));
  const asksWhy = isNamed || asksWhyTold(spoken);
  return verb === 'why' && !asksWhy ? 'status' : verb;
}

/** Whether anything is named in it that a command could act on. */
export function isAbout(clauses: Clauses): boolean {
  const { machines, byIp, lookAlike } = objectsOf(clauses, 'ask');
  return machines.length + byIp.length + Object.keys(clauses.names).length > 0 || !!lookAlike;
}

const noObjects: Objects = { machines: [], byIp: [], leftover: [], excluded: [], warnings: [] };

function objectsOf({ rest }: Clauses, command: string, found?: FoundVerb): Objects {
  if (parsesOwnWords(command)) return noObjects;
  // All in capitals, apart from names with digits: then capitals say nothing about a word.
  const shouted = !rest.some(
    ({ kind, text }) => kind === 'word' && /[a-z]/.test(text) && !/\d/.test(text),
  );
  // Without a verb a bare word is just a word: "lol" asks nothing about a machine.
  const bareCounts = command !== 'ask' && !takesWords(command);
  const verbAt = found ? rest[found.at]!.start : 0;
  return readObjects(without(rest, found), { shouted, bareCounts, verbAt });
}

function withoutVerb({ spoken, rest }: Clauses, found?: FoundVerb) {
  if (!found) return spoken;
  const verb = new Set(rest.slice(found.at, found.at + found.length));
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
function needsWindow({ names }: Clauses, command: string, { byIp }: Objects): boolean {
  return command === 'ips' && !names.incident && !names.alert && byIp.length === 0;
}

function needOf({ window, names, spoken }: Clauses, command: string, objects: Objects) {
  if (window?.kind === 'unclear') return 'date';
  // A name we could not place must not widen "this one, of incident 4711" to the whole incident.
  const unplaced = objects.leftover.length > 0 && !spoken.some(({ word }) => isMachines(word));
  return command === 'collect' && names.incident && none(objects) && unplaced
    ? 'machine'
    : undefined;
}

/** `999.1.1.1`, `2026-13-45`, `25:99`: meant as an address or a time, and neither. */
const isNumeric = (text: string) => /\d/.test(text) && /^[\d.:/tz+-]+$/i.test(text);

const isMachines = (word: string) =>
  /^(?:machines|devices|hosts|computers|servers|workstations|endpoints|laptops|everything|all)$/.test(
    word,
  );

const none = ({ machines, byIp }: Objects) => machines.length + byIp.length === 0;

function flagsOf({ flags, rest }: Clauses, verb: string, command: string): string[] {
  const again = rest.some(({ word }) => /^(?:again|new|fresh)$/.test(word)) || verb === 'again';
  const all = rest.some(({ word }) => word === 'all');
  const said = [...flags];
  if (again && command === 'collect') said.push('again');
  // Of all commands these can mean all of mine; "collect all" must be said as a flag.
  if (all && (command === 'status' || command === 'cancel')) said.push('all');
  return [...new Set(said)];
}

const takesWindow = (command: string) =>
  /^(?:ips|export|ask|status)$/.test(command) || parsesOwnWords(command) || takesWords(command);

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

function warningsOf(clauses: Clauses, command: string, objects: Objects): Warning[] {
  const warnings = [...clauses.warnings, ...objects.warnings];
  const { window } = clauses;
  if (window && !takesWindow(command)) warnings.push(`ignored:${startIn(clauses) ?? window.text}`);
  if (!window && needsWindow(clauses, command, objects)) warnings.push('default-window');
  return [...warnings, ...ignored(command, objects.leftover)];
}
