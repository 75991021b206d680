import { cutOut } from './cut';
import { flagClause } from './flags';
import type { Lexicon } from './lexicon';
import { cutNames, type Names } from './names';
import { exclusions } from './noise';
import type { Severity, Warning } from './reading';
import { cutReason } from './reason';
import { severityClause, together } from './severity';
import { isJob } from './shapes';
import type { Token } from './token';
import type { Window } from './window';
import { windowClause } from './window-clause';

/** One command with its clauses cut out. */
export interface Clauses {
  readonly reason?: string;
  readonly names: Names;
  readonly window?: Window;
  readonly severity?: readonly Severity[];
  readonly flags: readonly string[];
  readonly warnings: readonly Warning[];
  /** "approve all but C-7F3K2": the job that is named is the one that is not meant. */
  readonly keepsJobOut: boolean;
  /** What remains once reason and names are cut: a command with its own language reads this. */
  readonly spoken: readonly Token[];
  /** What remains of that: verb, objects and noise. */
  readonly rest: readonly Token[];
}

function isJobKeptOut({ text }: Token, before?: Token): boolean {
  return isJob(text) && (before?.word === 'but' || exclusions.has(before?.word ?? ''));
}

/** Clauses in their order: each takes its words before the next can mistake them for its own. */
export function cutClauses(tokens: readonly Token[], text: string, lexicon: Lexicon): Clauses {
  const { reason, rest: afterReason } = cutReason(tokens, text, lexicon);
  const { names, further, rest: spoken } = cutNames(afterReason);
  const windows = cutOut(spoken, windowClause);
  const severities = cutOut(windows.rest, severityClause);
  const flags = cutOut(severities.rest, flagClause);
  const [window] = windows.values;
  const warnings: Warning[] = further.slice(0, 5).map((id): Warning => `ignored:${id}`);
  for (const { text: other } of windows.values.slice(1, 5)) warnings.push(`ignored:${other}`);
  if (severities.values.some(({ critical }) => critical)) warnings.push('critical->high');
  if (window?.kind === 'unclear') warnings.push('ambiguous-date');
  for (const { flag, known } of flags.values) if (!known) warnings.push(`ignored:--${flag}`);
  return {
    ...(reason && { reason }),
    names,
    ...(window && { window }),
    ...(severities.values.length > 0 && { severity: together(severities.values) }),
    flags: flags.values.filter(({ known }) => known).map(({ flag }) => flag),
    warnings,
    keepsJobOut: afterReason.some((token, at) => isJobKeptOut(token, afterReason[at - 1])),
    spoken,
    rest: flags.rest,
  };
}
