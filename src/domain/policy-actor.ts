import type { Person } from './person';

const prefix = 'policy:';

/** Who acts when a rule of the policy does: `policy:high-severity`, as journal and Defender show it. */
export function policyActor(trigger: string): Person {
  return { id: `${prefix}${trigger}`, name: `rule ${trigger}` };
}

/** The rule that acts under this name: said to people in their own language. */
export function ruleOf({ id }: Pick<Person, 'id'>): string | undefined {
  return id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
}

/** No person: nobody to be mentioned, and nobody's own job. */
export function isPolicyActor({ id }: Pick<Person, 'id'>): boolean {
  return id.startsWith(prefix);
}
