import type { Clause } from './cut';
import type { Severity } from './reading';
import type { Token } from './token';

/** Lowest first, as Defender names them. */
const levels: readonly Severity[] = ['informational', 'low', 'medium', 'high'];
const spelled: ReadonlyMap<string, Severity> = new Map([
  ...levels.map((level) => [level, level] as const),
  ['info', 'informational'],
  ['med', 'medium'],
  ['critical', 'high'],
  ['crit', 'high'],
]);

export interface SaidSeverity {
  readonly levels: readonly Severity[];
  /** Defender's alerts know no "critical": say that high is meant. */
  readonly critical: boolean;
}

/** `high`, `medium+`, `sev >= low`, `low and above`, `high or critical`, `severity: high,medium`. */
export const severityClause: Clause<SaidSeverity> = (tokens, at) => {
  if (tokens[at]!.kind !== 'word') return undefined;
  const labelled = /^(?:severity|severities|sev)$/.test(tokens[at]!.word);
  let next = at + (labelled ? 1 : 0);
  const relation = relationAt(tokens, next);
  next += relation.length;
  if (!labelled && relation.length > 0 && relation.text === '') return undefined;

  const said = new Set<Severity>();
  let critical = false;
  for (let first = true; ; first = false) {
    const start = first ? next : next + joints(tokens, next);
    const level = levelAt(tokens[start]);
    if (!level || (!first && start === next)) break;
    const above = level.plus || relation.text !== '' ? 0 : andAbove(tokens, start + 1);
    for (const one of reach(level.level, level.plus || above > 0 ? '>=' : relation.text))
      said.add(one);
    critical ||= level.critical;
    next = start + 1 + above;
  }
  if (said.size === 0) return undefined;
  // "machine info": a word of its own unless something makes a level of it.
  if (next === at + 1 && tokens[at]!.word === 'info') return undefined;
  if (/^(?:severity|severities|sev)$/.test(tokens[next]?.word ?? '')) next += 1;
  const value = { levels: levels.filter((level) => said.has(level)), critical };
  return { value, length: next - at };
};

/** The levels of several clauses: "medium high" means both. */
export function together(said: readonly SaidSeverity[]): readonly Severity[] {
  return levels.filter((level) => said.some((one) => one.levels.includes(level)));
}

/** `>=`, "at least", "above"; `is` and `:` mean just the level. */
function relationAt(
  tokens: readonly Token[],
  at: number,
): { text: '' | '>=' | '>'; length: number } {
  const [word, second] = [tokens[at]?.word, tokens[at + 1]?.word];
  if (word === '>=' || word === '>') return { text: word, length: 1 };
  if (word === 'at' && second === 'least') return { text: '>=', length: 2 };
  if (word === 'above') return { text: '>', length: 1 };
  if (word === 'from' || word === 'min' || word === 'minimum') return { text: '>=', length: 1 };
  return { text: '', length: word === 'is' || word === '=' ? 1 : 0 };
}

function levelAt(token: Token | undefined) {
  if (token?.kind !== 'word') return undefined;
  const plus = token.word.endsWith('+');
  const level = spelled.get(token.word.replace(/\+$|-sev(?:erity)?$/, ''));
  return level && { level, plus, critical: token.word.startsWith('crit') };
}

/** "and above", "or higher", "and up". */
function andAbove(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.word === '+') return 1;
  const joint = /^(?:and|or|&)$/.test(tokens[at]?.word ?? '') ? 1 : 0;
  const word = tokens[at + joint]?.word ?? '';
  return /^(?:above|higher|up|over|more|worse|upwards)$/.test(word) ? joint + 1 : 0;
}

/** What may stand between two levels. */
function joints(tokens: readonly Token[], at: number): number {
  let count = 0;
  for (; count < 3; count += 1) {
    const token = tokens[at + count];
    if (token?.text !== ',' && !/^(?:and|or|to)$/.test(token?.word ?? '')) break;
  }
  return count;
}

function reach(level: Severity, relation: '' | '>=' | '>'): readonly Severity[] {
  if (relation === '') return [level];
  const above = levels.slice(levels.indexOf(level) + (relation === '>' ? 1 : 0));
  return above.length > 0 ? above : [level];
}
