import { rulesFor } from '../../access/rules';
import { messageCard } from '../../cards/kit/message';
import { clock as clockTime } from '../../cards/kit/time';
import type { Card } from '../../domain/card';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { Localized, RuleChange } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow } from '../engine/workflow';
import { pauseCardsOf } from './announce-pause';
import { incidentCards, incidentOn, showIncident } from './incident-cards';

// Limits the updates for a rule that pauses again and again to its newest cards.
const most = 100;

/**
 * Updates all cards that show the previous state of a rule, after it was muted or resumed, or its
 * mute expired.
 */
export const ruleChanged = defineWorkflow<'rule-changed', WorkflowServices>(
  'rule-changed',
  async (context, change, services) => {
    await context.step('its pause is over', () => endPause(change, services));
    await context.step('show its incidents', () => showIncidents(change, services));
  },
);

/** Removes the button of an announced pause; the announcement of a later pause keeps it. */
async function endPause({ resumed, rule }: RuleChange, services: WorkflowServices): Promise<void> {
  if (!resumed) return;
  const { pausedBy } = await services.triggers.state(rule, services.clock.now());
  const beginning = pauseCardsOf(rule);
  const shown = await services.postedCards.since(new Date(0), { beginning, most });
  const card = resumedCard(rule, resumed, services);
  for (const { conversationId, final, name } of shown) {
    if (final || (pausedBy && name.startsWith(`${beginning}${pausedBy}@`))) continue;
    await services.messenger
      .show(name, { conversationId, kind: 'channel' }, card, { final: true })
      .catch((error: unknown) =>
        services.log.warn({ error, trigger: rule }, 'the notice of a pause could not be edited'),
      );
  }
}

function resumedCard(
  rule: string,
  { at, by }: NonNullable<RuleChange['resumed']>,
  services: WorkflowServices,
): Localized<Card> {
  return (reader) =>
    messageCard({
      title: md`✅ Rule “${rule}” resumed`,
      lines: [
        md`Paused: it matched more devices within an hour than its limit.`,
        md`Resumed by ${by.name || t`Someone`} ${clockTime(new Date(at), renderContextOf(services, reader))}.`,
      ],
    });
}

async function showIncidents(
  { rule, since }: RuleChange,
  services: WorkflowServices,
): Promise<void> {
  const shown = await services.postedCards.since(new Date(since), {
    beginning: incidentCards,
    most,
  });
  for (const id of new Set(shown.map(({ name }) => incidentOn(name)))) {
    const seen = await services.incidents.get(id);
    if (!seen || !rulesFor(seen.incident, services.policy).some(({ name }) => name === rule))
      continue;
    await showIncident(id, services).catch((error: unknown) =>
      services.log.warn({ error, incident: id }, 'the card of an incident could not be edited'),
    );
  }
}
