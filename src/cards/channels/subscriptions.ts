import type { Severity } from '../../domain/alert';
import type { Card } from '../../domain/card';
import type { Person } from '../../domain/person';
import { clean } from '../../domain/text';
import { say } from '../../language/language';
import type { Button } from '../kit/button';
import { personName } from '../kit/name';
import { render } from '../kit/render';
import { severityWord } from '../kit/severity';
import { moment } from '../kit/time';
import type { View } from '../kit/render-context';

export interface Subscribed {
  readonly topic: string;
  readonly minimumSeverity?: Severity;
  /** Foreign texts. */
  readonly source?: string;
  readonly tag?: string;
  readonly by: Person;
  readonly at: Date;
}

/** What `cards/subscriptions.json` shows: what is posted in this channel. */
export interface SubscriptionsCard {
  readonly title: string;
  readonly rows: readonly { readonly line: string }[];
  readonly hints: readonly string[];
  readonly buttons: readonly Button[];
}

export function subscriptionsCard(subscribed: readonly Subscribed[], view: View): Card {
  const title =
    subscribed.length === 0
      ? say`Nothing is posted here by itself`
      : say`${subscribed.length} topics posted here`;
  const data: SubscriptionsCard = {
    title,
    rows: subscribed.map((one) => ({ line: describe(one, view) })),
    hints:
      subscribed.length === 0
        ? [say`Type: subscribe incidents high+`, say`Or: subscribe operations`]
        : explained(subscribed),
    buttons: subscribed.slice(0, 3).map(({ topic }) => ({
      title: say`Stop ${topic}`,
      verb: 'unsubscribe',
      words: [topic],
    })),
  };
  return render('subscriptions', data, { summary: title });
}

/** What a filter means: all of its parts have to fit. */
function explained(subscribed: readonly Subscribed[]): string[] {
  const incidents = subscribed.find(({ topic }) => topic === 'incidents');
  if (!incidents) return [];
  const isNarrow = incidents.minimumSeverity || incidents.source || incidents.tag;
  return [
    isNarrow
      ? say`An incident is posted when all of this fits. To change it, subscribe again.`
      : say`Every incident is posted. To narrow it: subscribe incidents high+ source:office365`,
  ];
}

function describe(one: Subscribed, view: View): string {
  const { at, by, minimumSeverity, source, tag, topic } = one;
  const parts = [
    clean(topic, 40),
    minimumSeverity ? say`${severityWord(minimumSeverity)} and above` : '',
    source ? say`only from ${clean(source, 40)}` : '',
    tag ? say`only tagged ${clean(tag, 40)}` : '',
    say`by ${personName(by)} ${moment(at, view)}`,
  ];
  return parts.filter(Boolean).join(' · ');
}
