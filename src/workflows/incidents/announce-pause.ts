import type { Rule } from '../../access/rules';
import { messageCard } from '../../cards/kit/message';
import { policyActor } from '../../domain/policy-actor';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';

export interface Applying {
  readonly incidentId: string;
  readonly rule: Rule;
}

/** The key of the card that announces in one conversation that this run paused a rule. */
export function pauseCardKey(rule: string, context: string, conversationId: string): string {
  return `${pauseCardsOf(rule)}${context}@${conversationId}`;
}

/** The prefix of the keys of all such cards of a rule; the colon ends the rule's name. */
export function pauseCardsOf(rule: string): string {
  return `paused:${encodeURIComponent(rule)}:`;
}

/**
 * Announces once, in the incident's conversations and the operations channels, that a rule exceeded
 * its cap.
 */
export async function announcePause(
  context: WorkflowContext,
  { incidentId, rule }: Applying,
  services: WorkflowServices,
): Promise<void> {
  const { journal, messenger, subscriptions, triggers } = services;
  const { wanted } = await context.step('record the pause', async () => {
    await journal.write({
      operation: 'trigger.paused',
      actor: policyActor(rule.name),
      outcome: 'refused',
      resources: { incident: incidentId, trigger: rule.name },
      details: { perHour: rule.perHour },
    });
    const state = await triggers.state(rule.name, services.clock.now());
    return { wanted: state.wanted ?? 0 };
  });
  const channels = await context.step('who has to know', async () => {
    const operations = await subscriptions.to('operations');
    const seen = await services.incidents.get(incidentId);
    const ids = operations.map(({ conversationId }) => conversationId);
    return [...new Set([...(seen?.shownIn ?? []), ...ids])];
  });
  const card = () =>
    messageCard({
      title: md`⏸ Rule “${rule.name}” paused`,
      lines: [
        md`It matched ${wanted} devices within an hour; its limit is ${rule.perHour}. Last: incident ${incidentId}.`,
        md`Nothing starts until someone presses Resume.`,
      ],
      suggestions: [{ title: t`Resume`, verb: 'resume', words: [rule.name] }],
      why: md`Why am I seeing this? This channel or chat is subscribed to incidents or operations alerts. More: why ${incidentId}`,
    });
  for (const conversationId of channels)
    await context.step(`tell ${conversationId}`, async () => {
      await messenger
        .show(
          pauseCardKey(rule.name, context.id, conversationId),
          { conversationId, kind: 'channel' },
          card,
        )
        .catch((error: unknown) =>
          services.log.warn({ error, trigger: rule.name }, 'a pause could not be announced'),
        );
    });
}
