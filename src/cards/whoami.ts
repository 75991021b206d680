import type { Card } from '../domain/card';
import type { Person, Role } from '../domain/person';
import { clean } from '../domain/text';
import type { Fact } from './fact';
import { fact } from './fact';
import { personName } from './name';
import { render } from './render';

export interface Self {
  readonly person: Person;
  readonly role: Role;
  readonly timeZone: string;
  /** Names of the commands this person may and may not use. */
  readonly may: readonly string[];
  readonly mayNot: readonly string[];
}

/** What `cards/whoami.json` shows: how Bailiff sees the person. */
export interface WhoamiCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
}

const meanings: Readonly<Record<Role, string>> = {
  nobody: "You can't use Bailiff here.",
  analyst: 'You can look: addresses, machines, progress.',
  responder: 'You can look, and collect packages.',
  lead: 'You can look, collect, and decide for others.',
};

export function whoamiCard({ person, role, timeZone, may, mayNot }: Self): Card {
  const title = `${personName(person)} · ${role}`;
  const data: WhoamiCard = {
    title,
    lines: [meanings[role]],
    facts: [
      ...fact('You can', may.join(', ')),
      ...fact("You can't", mayNot.join(', ')),
      { title: 'Time zone', value: clean(timeZone, 60) },
      { title: 'Your id', value: clean(person.id, 60) },
    ],
  };
  return render('whoami', data, { summary: title });
}
