import { type Machine, shortName } from '../../domain/machine';
import type { Person } from '../../domain/person';
import { ruleOf } from '../../domain/policy-actor';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import type { RenderContext } from './render-context';

/** A machine's name, cut so that a giant one leaves room for what happened to it. */
export function machineName(machine: Pick<Machine, 'id' | 'name'>): string {
  return clean(shortName(machine), 64);
}

/** Of a person, or of the rule that acts in a person's stead. */
export function personName(person: Person): string {
  const rule = ruleOf(person);
  if (rule !== undefined) return t`rule ${clean(rule, 64)}`;
  return clean(person.name, 64) || t`someone`;
}

/** The machine's page in Defender's portal; none without a portal. */
export function machinePage(machineId: string, { portal }: RenderContext): string {
  return portal ? `${portal}/machines/v2/${encodeURIComponent(machineId.toWellFormed())}` : '';
}
