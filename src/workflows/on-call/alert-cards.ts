import { scheduleChoices } from '../../access/on-call';
import { failureAlertCardKey, onCallCard } from '../../cards/on-call/on-call';
import type { Card } from '../../domain/card';
import { type FailureAlert, isResolved } from '../../domain/failure-alert';
import type { Place } from '../../domain/place';
import type { Localized } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';

/** What was sent so far. Part of the workflow's memory: replaying it gives the same. */
export interface Told {
  pages: number;
  /** People who got their own card. */
  people: string[];
  /** Where the alert has a card. */
  places: Place[];
  /** What the cards show. */
  shown: string;
  held: string;
  asked: string;
  /** The failures whose own card already names who was notified. */
  noted: string[];
  ended: boolean;
}

export function showFailureAlert(
  failureAlert: FailureAlert,
  place: Place,
  services: WorkflowServices,
): Promise<void> {
  const whom = scheduleChoices(services.policy.onCall);
  const mentions = place.kind !== 'personal';
  const card: Localized<Card> = (reader) =>
    onCallCard(failureAlert, renderContextOf(services, reader), { mentions, whom });
  const final = isResolved(failureAlert);
  return services.messenger.show(failureAlertCardKey(failureAlert, place), place, card, {
    final,
    reopened: !final,
  });
}

/** A place that can't be notified must not prevent the others. */
export async function gently(
  context: WorkflowContext,
  name: string,
  { log }: WorkflowServices,
  work: () => Promise<void>,
): Promise<void> {
  await context.step(name, async () => {
    try {
      await work();
    } catch (error) {
      log.warn({ error, step: name, workflow: context.id }, 'somebody could not be notified');
    }
  });
}
