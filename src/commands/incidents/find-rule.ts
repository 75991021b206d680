import { type Rule, ruleNamed } from '../../access/rules';
import type { Suggestion } from '../../domain/errors';
import { UserError } from '../../domain/errors';
import type { Person } from '../../domain/person';
import { markdown, md, type SafeText } from '../../domain/text';
import type { PlatformServices } from '../command';
import { button } from '../machines/suggest';

/** @throws {UserError} no rule of that name, with those there are */
export function findRule(
  name: string,
  { verb, tail }: { verb: string; tail: readonly string[] },
  { policy }: PlatformServices,
): Rule {
  const found = ruleNamed(name, policy);
  if (found) return found;
  throw new UserError(
    md`${markdown(whichRule(name, policy.triggers.length))}`,
    suggestions(verb, tail, policy.triggers),
  );
}

function whichRule(name: string, rules: number): SafeText {
  if (rules === 0) return md`The policy has no automatic rules.`;
  return name ? md`The policy has no rule “${name}”.` : md`Name the rule.`;
}

function suggestions(verb: string, tail: readonly string[], rules: readonly Rule[]): Suggestion[] {
  return rules.slice(0, 3).map(({ name }) => button(name, verb, [name, ...tail]));
}

/** Written before the change: a muted rule lets incidents pass. */
export async function recordChange(
  rule: Rule,
  { actor, until }: { readonly actor: Person; readonly until?: Date },
  { journal }: PlatformServices,
): Promise<void> {
  await journal.write({
    operation: until ? 'trigger.muted' : 'trigger.resumed',
    actor,
    outcome: 'started',
    resources: { trigger: rule.name },
    ...(until && { details: { until: until.toISOString() } }),
  });
}
