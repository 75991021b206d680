import { z } from 'zod';
import { longestMute } from '../../domain/seen-incident';
import { text } from '../../domain/text';
import { defineCommand, fields } from '../command';
import { resumeIncident } from './stop-incident';
import { recordChange, ruleMeant } from './find-rule';

export const resume = defineCommand({
  name: 'resume',
  summary:
    'Let a resting rule, or rules on a stopped incident, act again; what was held back starts.',
  usage: 'resume <rule>|incident <id>',
  examples: ['resume high-severity', 'resume incident 4711'],
  role: 'lead',
  impact: true,
  args: z.object({ words: fields.words, incident: fields.incident }),

  async run(request, tools) {
    const { incident } = request.args;
    if (incident) return { text: await resumeIncident(request, incident, tools) };
    const rule = ruleMeant(request.args.words.join(' '), { verb: 'resume', tail: [] }, tools);
    const now = tools.clock.now();
    const { mutedUntil, pausedAt } = await tools.triggers.state(rule.name, now);
    await recordChange(rule, { actor: request.actor }, tools);
    const held = await tools.triggers.resume(rule.name, request.actor, request.at);
    for (const incidentId of held)
      await tools.workflows.start('incident', `incident:${incidentId}:${request.requestId}`, {
        incidentId,
      });
    // An incident’s card may say that the rule is muted: as far back as the longest mute reaches.
    await tools.workflows.start('rule-changed', `rule-changed:${rule.name}:${request.requestId}`, {
      rule: rule.name,
      since: new Date(now.getTime() - tools.clock.real(longestMute)).toISOString(),
      resumed: { by: request.actor, at: now.toISOString() },
    });
    const rested = pausedAt || (mutedUntil && mutedUntil > now);
    if (!rested && held.length === 0)
      return { text: text`Rule “${rule.name}” was not resting. Nothing changed.` };
    if (held.length === 0) return { text: text`Rule “${rule.name}” acts again.` };
    return { text: text`Rule “${rule.name}” acts again. It takes up ${held.length} incidents.` };
  },
});
