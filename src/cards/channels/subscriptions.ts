import type { Severity } from '../../domain/alert';
import type { Card } from '../../domain/card';
import type { Person } from '../../domain/person';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import type { Button } from '../kit/button';
import { personName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { severityWord } from '../kit/severity';
import { moment } from '../kit/time';

export interface Subscribed {
  readonly topic: string;
  readonly minimumSeverity?: Severity;
  /** Untrusted texts. */
  readonly source?: string;
  readonly tag?: string;
  readonly by: Person;
  readonly at: Date;
}

/** Data of `cards/subscriptions.json`: the subscriptions of this channel. */
export interface SubscriptionsCard {
  readonly title: string;
  readonly rows: readonly { readonly line: string }[];
  readonly hints: readonly string[];
  readonly buttons: readonly Button[];
}

export function subscriptionsCard(subscribed: readonly Subscribed[], view: RenderContext): Card {
  const title =
    subscribed.length === 0 ? t`No subscriptions` : t`${subscribed.length} topics posted here`;
  const data: SubscriptionsCard = {
    title,
    rows: subscribed.map((one) => ({ line: describe(one, view) })),
    hints:
      subscribed.length === 0
        ? [t`Type: subscribe incidents high+`, t`Or: subscribe operations`]
        : explained(subscribed),
    buttons: subscribed.slice(0, 3).map(({ topic }) => ({
      title: t`Stop ${topic}`,
      verb: 'unsubscribe',
      words: [topic],
    })),
  };
  return render('subscriptions', data, { summary: title });
}

/** Describes a filter: all of its conditions must match. */
function explained(subscribed: readonly Subscribed[]): string[] {
  const incidents = subscribed.find(({ topic }) => topic === 'incidents');
  if (!incidents) return [];
  const isNarrow = incidents.minimumSeverity || incidents.source || incidents.tag;
  return [
    isNarrow
      ? t`Posts incidents that match all filters. Run subscribe again to change them.`
      : t`Every incident is posted. To narrow it: subscribe incidents high+ source:office365`,
  ];
}

function describe(one: Subscribed, view: RenderContext): string {
  const { at, by, minimumSeverity, source, tag, topic } = one;
  const parts = [
    clean(topic, 40),
    minimumSeverity ? t`${severityWord(minimumSeverity)} and above` : '',
    source ? t`only from ${clean(source, 40)}` : '',
    tag ? t`only tagged ${clean(tag, 40)}` : '',
    t`by ${personName(by)} ${moment(at, view)}`,
  ];
  return parts.filter(Boolean).join(' · ');
}
