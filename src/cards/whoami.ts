import type { Card } from '../domain/card';
import type { Person, Role } from '../domain/person';
import { clean } from '../domain/text';
import { t } from '../language/language';
import type { Fact } from './kit/fact';
import { fact } from './kit/fact';
import { personName } from './kit/name';
import { render } from './kit/render';

export interface Self {
  readonly person: Person;
  readonly role: Role;
  readonly timeZone: string;
  /** Names of the commands this person may and may not use. */
  readonly may: readonly string[];
  readonly mayNot: readonly string[];
}

/** Data of `cards/whoami.json`: how Bailiff sees the person. */
export interface WhoamiCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  /** Whether there are commands to show. */
  readonly helpful: boolean;
}

function meaning(role: Role): string {
  switch (role) {
    case 'nobody':
      return t`You can’t use Bailiff here.`;
    case 'analyst':
      return t`Analyst: view IPs, devices, and status`;
    case 'responder':
      return t`Responder: collect packages; view IPs, devices, and status`;
    case 'lead':
      return t`Lead: collect, approve, and manage requests of others`;
  }
}

export function whoamiCard({ person, role, timeZone, may, mayNot }: Self): Card {
  const title = `${personName(person)} · ${role}`;
  const data: WhoamiCard = {
    title,
    lines: [
      meaning(role),
      ...(role === 'nobody' ? [t`Ask an administrator to add you: send them your id.`] : []),
    ],
    helpful: role !== 'nobody',
    facts: [
      ...fact(t`You can`, may.join(', ')),
      ...fact(t`You can’t`, mayNot.join(', ')),
      { title: t`Time zone`, value: clean(timeZone, 60) },
      { title: t`Your id`, value: clean(person.id, 60) },
    ],
  };
  return render('whoami', data, { summary: title });
}
