import type { Person } from './person';

const prefix = 'policy:';

/**
 * The actor when a policy rule acts: `policy:high-severity`, as the journal and Defender show it.
 */
export function policyActor(trigger: string): Person {
  return { id: `${prefix}${trigger}`, name: `rule ${trigger}` };
}

/** Returns the rule behind an actor's name, for display in the reader's language. */
export function ruleOf({ id }: Pick<Person, 'id'>): string | undefined {
  return id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
}

/** Returns whether the actor is a rule: it can't be mentioned, and owns no jobs. */
export function isPolicyActor({ id }: Pick<Person, 'id'>): boolean {
  return id.startsWith(prefix);
}
