import type { Severity } from '../domain/alert';
import type { Card } from '../domain/card';
import type { Person } from '../domain/person';
import { clean } from '../domain/text';
import type { Button } from './button';
import { personName } from './name';
import { render } from './render';
import { count, moment } from './time';
import type { View } from './view';

export interface Subscribed {
  readonly topic: string;
  readonly minimumSeverity?: Severity;
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
      ? 'Nothing is posted here by itself'
      : `${count(subscribed.length, 'topic')} posted here`;
  const data: SubscriptionsCard = {
    title,
    rows: subscribed.map((one) => ({ line: describe(one, view) })),
    hints:
      subscribed.length === 0
        ? ['Type: subscribe incidents high+', 'Or: subscribe operations']
        : [],
    buttons: subscribed.slice(0, 3).map(({ topic }) => ({
      title: `Stop ${topic}`,
      verb: 'unsubscribe',
      words: [topic],
    })),
  };
  return render('subscriptions', data, { summary: title });
}

function describe({ topic, minimumSeverity, by, at }: Subscribed, view: View): string {
  const severity = minimumSeverity ? ` · ${minimumSeverity} and above` : '';
  return `${clean(topic, 40)}${severity} · by ${personName(by)} ${moment(at, view)}`;
}
