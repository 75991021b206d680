import type { Card } from '../../domain/card';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import { render } from '../kit/render';

/** What stands in the fields already. All of it foreign text. */
export interface CollectForm {
  readonly machines?: readonly string[];
  readonly reason?: string;
  readonly incident?: string;
  /** Where the names come from, if not from the person. */
  readonly found?: string;
}

/** What `cards/collect-form.json` shows: the fields of `collect`; its button types the same command. */
export interface CollectFormCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly machines: string;
  readonly reason: string;
  readonly incident: string;
}

const maxNames = 100;

export function collectFormCard({ found, incident, machines = [], reason }: CollectForm): Card {
  const title = t`Collect investigation packages`;
  const names = machines.slice(0, maxNames).map((name) => clean(name, 255));
  const data: CollectFormCard = {
    title,
    lines: [found ?? '', t`Collection starts when you press Collect.`].filter(Boolean),
    machines: names.join('\n'),
    reason: clean(reason ?? ''),
    incident: clean(incident ?? '', 10),
  };
  return render('collect-form', data, { summary: title });
}
