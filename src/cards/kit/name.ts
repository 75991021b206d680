import { type Machine, shortName } from '../../domain/machine';
import type { Person } from '../../domain/person';
import { ruleOf } from '../../domain/policy-actor';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import type { RenderContext } from './render-context';

/** A machine's name, cut so that a long one leaves room for the rest. */
export function machineName(machine: Pick<Machine, 'id' | 'name'>): string {
  return clean(shortName(machine), 64);
}

/** The name of a person, or of the rule that acts instead of one. */
export function personName(person: Person): string {
  const rule = ruleOf(person);
  if (rule !== undefined) return t`rule ${clean(rule, 64)}`;
  return clean(person.name, 64) || t`someone`;
}

/** The machine's page in Defender's portal; undefined without a portal. */
export function machinePage(machineId: string, { portal }: RenderContext): string {
  return portal ? `${portal}/machines/v2/${encodeURIComponent(machineId.toWellFormed())}` : '';
}
