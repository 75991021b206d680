import { z } from 'zod';
import { clock } from '../../cards/kit/time';
import { days, hours, minutes } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { maxMute } from '../../domain/seen-incident';
import { md } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import { defineCommand, fields, type IncidentServices, type PlatformServices } from '../command';
import { findRule, recordChange } from './find-rule';

const usual = hours(1);
const units = { m: minutes(1), h: hours(1), d: days(1) } as const;

export const mute = defineCommand({
  name: 'mute',
  summary: 'Mute a rule: it starts and posts nothing for a while.',
  usage: 'mute <rule> [1h]',
  examples: ['mute high-severity 1h'],
  role: 'lead',
  impact: true,
  words: 'own',
  // A failure alert is snoozed, a rule is muted.
  instead: ({ job }) => (job ? 'snooze' : undefined),
  args: z.object({ words: fields.words }),

  async run(request, services: PlatformServices & IncidentServices) {
    const { name, span } = read(request.args.words);
    const rule = findRule(name, { verb: 'mute', tail: ['1h'] }, services);
    if (span > maxMute) throw new UserError(md`A rule can be muted for up to 7 days.`);
    const until = new Date(request.at.getTime() + services.clock.real(span as typeof usual));
    await recordChange(rule, { actor: request.actor, until }, services);
    await services.triggers.mute(rule.name, request.actor, until);
    // Redraws cards of the last hour.
    await services.workflows.start(
      'rule-changed',
      workflowIds.ruleChanged(rule.name, request.requestId),
      {
        rule: rule.name,
        since: new Date(request.at.getTime() - services.clock.real(hours(1))).toISOString(),
      },
    );
    const at = clock(until, request.render);
    return {
      text: md`Rule “${rule.name}” is muted until ${at}. Incidents that arrive until then are skipped. To end it: resume ${rule.name}`,
    };
  },
});

/** Splits an optional trailing duration from the rule's name. */
function read(words: readonly string[]): { name: string; span: number } {
  const last = words.at(-1) ?? '';
  const [, amount, unit] = /^(\d{1,4})(m|h|d)(?:in|ins|r|rs|ours?|ays?|ay)?$/i.exec(last) ?? [];
  if (!amount || !unit) return { name: words.join(' '), span: usual };
  const each = units[unit.toLowerCase() as keyof typeof units];
  return { name: words.slice(0, -1).join(' '), span: Number(amount) * each };
}
