import { noticeCard } from '../../cards/on-call/failure-alert';
import { policyActor } from '../../domain/policy-actor';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import type { Applying } from './apply-rule';
import type { StoryTools } from '../engine/services';
import type { Run } from '../engine/workflow';

/** The name of the card that tells in one conversation that this run paused a rule. */
export function pauseNoticeName(rule: string, run: string, conversationId: string): string {
  return `${pauseNoticesOf(rule)}${run}@${conversationId}`;
}

/** How the names of all such cards of a rule begin; the colon behind it ends the rule's name. */
export function pauseNoticesOf(rule: string): string {
  return `paused:${encodeURIComponent(rule)}:`;
}

/** Says once, where the incident and where operations are followed, that a rule wanted too much. */
export async function tellPaused(
  run: Run,
  { incidentId, rule }: Applying,
  tools: StoryTools,
): Promise<void> {
  const { journal, messenger, subscriptions, triggers } = tools;
  const { wanted } = await run.step('record the pause', async () => {
    await journal.write({
      operation: 'trigger.paused',
      actor: policyActor(rule.name),
      outcome: 'refused',
      resources: { incident: incidentId, trigger: rule.name },
      details: { perHour: rule.perHour },
    });
    const state = await triggers.state(rule.name, tools.clock.now());
    return { wanted: state.wanted ?? 0 };
  });
  const channels = await run.step('who has to know', async () => {
    const operations = await subscriptions.to('operations');
    const seen = await tools.incidents.get(incidentId);
    const ids = operations.map(({ conversationId }) => conversationId);
    return [...new Set([...(seen?.shownIn ?? []), ...ids])];
  });
  const card = () =>
    noticeCard({
      title: text`⏸ Rule “${rule.name}” paused`,
      lines: [
        text`It wanted ${wanted} machines within an hour; its limit is ${rule.perHour}. Last: incident ${incidentId}.`,
        text`Nothing more starts until someone presses Resume.`,
      ],
      suggestions: [{ title: say`Resume`, verb: 'resume', words: [rule.name] }],
      why: text`Why am I seeing this? Incidents or operations notices are followed here. To read more: why ${incidentId}`,
    });
  for (const conversationId of channels)
    await run.step(`tell ${conversationId}`, async () => {
      await messenger
        .show(
          pauseNoticeName(rule.name, run.id, conversationId),
          { conversationId, kind: 'channel' },
          card,
        )
        .catch((error: unknown) =>
          tools.log.warn({ error, trigger: rule.name }, 'a pause could not be told'),
        );
    });
}
