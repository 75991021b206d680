import { z } from 'zod';
import { maxMute } from '../../domain/seen-incident';
import { md } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import { defineCommand, fields, type IncidentServices, type PlatformServices } from '../command';
import { findRule, recordChange } from './find-rule';
import { resumeIncident } from './stop-incident';

export const resume = defineCommand({
  name: 'resume',
  summary: 'Resume a paused or muted rule, or the rules for an incident.',
  usage: 'resume <rule>|incident <id>',
  examples: ['resume high-severity', 'resume incident 4711'],
  role: 'lead',
  impact: true,
  synonyms: ['unmute', 'unpause'],
  words: 'own',
  args: z.object({ words: fields.words, incident: fields.incident }),

  async run(request, services: PlatformServices & IncidentServices) {
    const { incident } = request.args;
    if (incident) return { text: await resumeIncident(request, incident, services) };
    const rule = findRule(request.args.words.join(' '), { verb: 'resume', tail: [] }, services);
    const now = services.clock.now();
    const { mutedUntil, pausedAt } = await services.triggers.state(rule.name, now);
    await recordChange(rule, { actor: request.actor }, services);
    const held = await services.triggers.resume(rule.name, request.actor, request.at);
    for (const incidentId of held)
      await services.workflows.start(
        'incident',
        workflowIds.incident(incidentId, request.requestId),
        {
          incidentId,
        },
      );
    // An incident’s card may say that the rule is muted: as far back as the longest mute reaches.
    await services.workflows.start(
      'rule-changed',
      workflowIds.ruleChanged(rule.name, request.requestId),
      {
        rule: rule.name,
        since: new Date(now.getTime() - services.clock.real(maxMute)).toISOString(),
        resumed: { by: request.actor, at: now.toISOString() },
      },
    );
    const rested = pausedAt || (mutedUntil && mutedUntil > now);
    if (!rested && held.length === 0)
      return { text: md`Rule “${rule.name}” wasn’t muted or paused.` };
    if (held.length === 0) return { text: md`Rule “${rule.name}” resumed.` };
    return { text: md`Rule “${rule.name}” resumed with ${held.length} incidents.` };
  },
});
