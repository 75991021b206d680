import type { Card } from '../../domain/card';
import type { Draft } from '../../domain/draft';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import { personName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';

/** Values to prefill. All of it is untrusted text. */
export interface CollectForm {
  readonly machines?: readonly string[];
  readonly reason?: string;
  readonly incident?: string;
  /** The source of the names, if not the requester. */
  readonly found?: string;
  /**
   * Who may submit it, and until when; a dialog has none, because only the person who opened it
   * sees it.
   */
  readonly question?: Pick<Draft, 'id' | 'askedBy' | 'expiresAt'>;
}

/**
 * Data of `cards/collect-form.json`: the fields of `collect`; its button types the same command.
 */
export interface CollectFormCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly machines: string;
  readonly reason: string;
  readonly incident: string;
  /** The id of the question, or empty. */
  readonly question: string;
  readonly small: string;
}

const maxNames = 100;

export function collectFormCard(
  { found, incident, machines = [], question, reason }: CollectForm,
  view?: RenderContext,
): Card {
  const title = t`Collect investigation packages`;
  const names = machines.slice(0, maxNames).map((name) => clean(name, 255));
  const data: CollectFormCard = {
    title,
    lines: [found ?? '', t`Collection starts when you press Collect.`].filter(Boolean),
    machines: names.join('\n'),
    reason: clean(reason ?? ''),
    incident: clean(incident ?? '', 10),
    question: question?.id ?? '',
    small:
      question && view
        ? t`Only ${personName(question.askedBy)} can choose here. Expires ${clock(question.expiresAt, view)}.`
        : '',
  };
  return render('collect-form', data, { summary: title });
}
