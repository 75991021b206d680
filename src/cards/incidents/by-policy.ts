import type { Person } from '../../domain/person';
import { isPolicyActor } from '../../domain/policy-actor';
import { md, type SafeText } from '../../domain/text';
import { personName } from '../kit/name';

interface Begun {
  readonly id: string;
  readonly askedBy: Person;
}

/** Explains a card that nobody requested: a policy rule did. */
export function whyByPolicy({ askedBy, id }: Begun): SafeText | undefined {
  if (!isPolicyActor(askedBy)) return undefined;
  return md`Why am I seeing this? Started by ${personName(askedBy)}. More: why ${id}`;
}
