import type { Person } from './person';

const prefix = 'policy:';

/** Who acts when a rule of the policy does: `policy:high-severity`, as journal and Defender show it. */
export function policyActor(trigger: string): Person {
  return { id: `${prefix}${trigger}`, name: `rule ${trigger}` };
}

/** No person: nobody to be mentioned, and nobody's own job. */
export function isPolicyActor({ id }: Pick<Person, 'id'>): boolean {
  return id.startsWith(prefix);
}
