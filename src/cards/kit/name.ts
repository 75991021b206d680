import { type Machine, shortName } from '../../domain/machine';
import type { Person } from '../../domain/person';
import { ruleOf } from '../../domain/policy-actor';
import { clean } from '../../domain/text';
import { say } from '../../language/language';
import type { View } from './render-context';

/** A machine's name, cut so that a giant one leaves room for what happened to it. */
export function machineName(machine: Pick<Machine, 'id' | 'name'>): string {
  return clean(shortName(machine), 64);
}

/** Of a person, or of the rule that acts in a person's stead. */
export function personName(person: Person): string {
  const rule = ruleOf(person);
  if (rule !== undefined) return say`rule ${clean(rule, 64)}`;
  return clean(person.name, 64) || say`somebody`;
}

/** The machine's page in Defender's portal; none without a portal. */
export function machinePage(machineId: string, { portal }: View): string {
  return portal ? `${portal}/machines/v2/${encodeURIComponent(machineId)}` : '';
}
