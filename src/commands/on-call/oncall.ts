import { z } from 'zod';
import { chainAt, dutyAt, isOnSchedule } from '../../access/on-call';
import { scheduleCard } from '../../cards/on-call/schedule';
import { say } from '../../language/language';
import { defineCommand } from '../command';
import { sharedViewOf } from '../view';

export const oncall = defineCommand({
  name: 'oncall',
  summary: 'See who is on call, until when, and who is told after them.',
  usage: 'oncall',
  examples: ['oncall'],
  role: 'analyst',
  impact: false,
  args: z.object({}),

  async run(request, tools) {
    const { actor } = request;
    const { clock, leads, overrides, policy } = tools;
    const now = clock.now();
    const changed = await overrides.from(now);
    const duty = dutyAt(policy.onCall, changed, now);
    const mayTakeOver = isOnSchedule(policy.onCall, actor) && duty.person?.id !== actor.id;
    const schedule = {
      duty,
      next: duty.until && dutyAt(policy.onCall, changed, duty.until),
      chain: chainAt({ onCall: policy.onCall, leads: await leads.list() }, changed, now),
      suggestions: mayTakeOver
        ? [{ title: say`Take it for 8 h`, verb: 'override', words: ['me', '8h'] }]
        : [],
    };
    return { card: scheduleCard(schedule, sharedViewOf(request, tools)) };
  },
});
