import { z } from 'zod';
import { chainAt, isOnSchedule, onCallAt } from '../../access/on-call';
import { scheduleCard } from '../../cards/on-call/schedule';
import { t } from '../../language/language';
import { defineCommand, type OnCallServices, type PlatformServices } from '../command';
import { foreignVerbs } from '../foreign-verbs';

export const oncall = defineCommand({
  name: 'oncall',
  summary: 'Show who’s on call, until when, and who’s next.',
  usage: 'oncall',
  examples: ['oncall'],
  role: 'analyst',
  impact: false,
  synonyms: [
    ...['on-call', 'on call', 'whos on call', 'who is on call', 'who is oncall', 'whos oncall'],
    ...['whos on-call', 'who is on-call'],
  ],
  foreign: foreignVerbs.oncall,
  words: 'own',
  args: z.object({}),

  async run(request, services: PlatformServices & OnCallServices) {
    const { actor } = request;
    const { clock, leads, overrides, policy } = services;
    const now = clock.now();
    const changed = await overrides.from(now);
    const onCallNow = onCallAt(policy.onCall, changed, now);
    const mayTakeOver = isOnSchedule(policy.onCall, actor) && onCallNow.person?.id !== actor.id;
    const schedule = {
      onCallNow,
      ...(onCallNow.until && { next: onCallAt(policy.onCall, changed, onCallNow.until) }),
      chain: chainAt({ onCall: policy.onCall, leads: await leads.list() }, changed, now),
      suggestions: mayTakeOver
        ? [{ title: t`Take on-call for 8 h`, verb: 'override', words: ['me', '8h'] }]
        : [],
    };
    return { card: scheduleCard(schedule, request.render) };
  },
});
