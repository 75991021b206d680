import { triggersFor } from '../../access/rules';
import { noticeCard } from '../../cards/on-call/failure-alert';
import { clock as clockTime } from '../../cards/kit/time';
import type { Card } from '../../domain/card';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import type { Drawn, RuleChange } from '../../ports';
import { incidentCards, incidentOn, showIncident } from './incident-cards';
import { pauseNoticesOf } from './announce-pause';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';
import { defineWorkflow } from '../engine/workflow';

// A rule that pauses or rests again and again: its newest cards are the ones that people look at.
const most = 100;

/** After a rule was muted or resumed, or its mute ran out, nothing says any more how it stood before. */
export const ruleChanged = defineWorkflow<'rule-changed', StoryTools>(
  'rule-changed',
  async (run, change, tools) => {
    await run.step('its pause is over', () => endPause(change, tools));
    await run.step('show its incidents', () => showIncidents(change, tools));
  },
);

/** A notice of a pause loses its button; one of a pause that came meanwhile keeps it. */
async function endPause({ resumed, rule }: RuleChange, tools: StoryTools): Promise<void> {
  if (!resumed) return;
  const { pausedBy } = await tools.triggers.state(rule, tools.clock.now());
  const beginning = pauseNoticesOf(rule);
  const shown = await tools.shownCards.since(new Date(0), { beginning, most });
  const card = resumedCard(rule, resumed, tools);
  for (const { conversationId, final, name } of shown) {
    if (final || (pausedBy && name.startsWith(`${beginning}${pausedBy}@`))) continue;
    await tools.messenger
      .show(name, { conversationId, kind: 'channel' }, card, { final: true })
      .catch((error: unknown) =>
        tools.log.warn({ error, trigger: rule }, 'the notice of a pause could not be edited'),
      );
  }
}

function resumedCard(
  rule: string,
  { at, by }: NonNullable<RuleChange['resumed']>,
  tools: StoryTools,
): Drawn<Card> {
  return (reader) =>
    noticeCard({
      title: text`✅ Rule “${rule}” acts again`,
      lines: [
        text`It was paused: it wanted more machines within an hour than its limit.`,
        text`${by.name || say`Somebody`} resumed it ${clockTime(new Date(at), viewOf(tools, reader))}.`,
      ],
    });
}

async function showIncidents({ rule, since }: RuleChange, tools: StoryTools): Promise<void> {
  const shown = await tools.shownCards.since(new Date(since), { beginning: incidentCards, most });
  for (const id of new Set(shown.map(({ name }) => incidentOn(name)))) {
    const seen = await tools.incidents.get(id);
    if (!seen || !triggersFor(seen.incident, tools.policy).some(({ name }) => name === rule))
      continue;
    await showIncident(id, tools).catch((error: unknown) =>
      tools.log.warn({ error, incident: id }, 'the card of an incident could not be edited'),
    );
  }
}
