import type { MachineRange } from './range';
import type { Window } from './window';

/** What one message means. Nothing in it was checked against Defender, rights or open questions. */
export interface Reading {
  /**
   * A command's name, or else: `ask` (something is named but not what to do with it),
   * `none` (told not to), `same` (the person's last command, for what is named now), `multi` (see `parts`), `unsupported` (see `topic`), `unknown`.
   */
  readonly command: string;
  /** As typed, after normalising; order kept, duplicates folded without regard to case. */
  readonly machines: readonly string[];
  /** Machines named by their address. */
  readonly byIp: readonly string[];
  /** `C-7F3K2`, upper case. */
  readonly job?: string;
  readonly incident?: string;
  readonly alert?: string;
  readonly ticket?: string;
  readonly reason?: string;
  /** `machines tagged X`. */
  readonly tag?: string;
  readonly window?: Window;
  /** Each level that is meant, lowest first. */
  readonly severity?: readonly Severity[];
  /** The command that help is wanted for, or the verb that is not supported. */
  readonly topic?: string;
  /**
   * What is left, in order, for commands with a little language of their own: `override me until
   * 18:00`. `collect` puts `machines` here when it means those of the incident.
   */
  readonly words: readonly string[];
  /** Everybody mentioned but us. The id is empty where Teams sent none. */
  readonly people: readonly Mentioned[];
  /** Without their dashes: `all`, `dry-run`, `again`. */
  readonly flags: readonly string[];
  readonly warnings: readonly Warning[];
  /** The verb was read through a typo. A command with impact must not run on it: ask first. */
  readonly guessed?: { readonly typed: string; readonly as: string };
  /** What must be asked before anything may run: `date`, `machine`. */
  readonly needs?: string;
  /** Meant as an address or a time, and neither: a report of anything else would be a wrong answer. */
  readonly unreadable?: string;
  /** A bare number that an incident may have: it is offered, never taken. */
  readonly likelyIncident?: string;
  /** Somebody whom a report was asked for: there is none of a person. */
  readonly person?: string;
  /** A name with a letter that is not ASCII; the suggestion is empty where none is near. */
  readonly lookAlike?: { readonly typed: string; readonly suggestion: string };
  /** Machines that were written as a range: they are listed before anything is done. */
  readonly ranges?: readonly MachineRange[];
  readonly parts?: readonly Reading[];
}

/** A reading of nothing at all, to be filled. */
export const emptyReading: Reading = {
  command: 'unknown',
  machines: [],
  byIp: [],
  words: [],
  people: [],
  flags: [],
  warnings: [],
};

/** The commands of one message; who was mentioned and how it was read holds for each. */
export function partsOf({ parts = [], people, warnings }: Reading): Reading[] {
  const shared = warnings.filter((warning) => warning !== 'two-commands');
  return parts.map((part) => ({ ...part, people, warnings: [...shared, ...part.warnings] }));
}

export type Severity = 'informational' | 'low' | 'medium' | 'high';

export interface Mentioned {
  readonly id: string;
  readonly name: string;
}

/** What the person should be told about how the message was read. */
export type Warning =
  | 'ambiguous-date'
  | 'critical->high'
  | 'default-window'
  | 'duplicates-folded'
  | 'empty'
  | 'first-column'
  | 'look-alike'
  | 'negated'
  | 'range-not-expanded'
  | 'removed-invisible'
  | 'too-long'
  | 'two-commands'
  | `excluded:${string}`
  | `ignored:${string}`;
