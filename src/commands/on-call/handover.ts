import { z } from 'zod';
import { refOf } from '../../cards/on-call/on-call';
import { UserError } from '../../domain/errors';
import { text } from '../../domain/text';
import { type CommandRequest, defineCommand, fields, type Tools } from '../command';
import { decideOn } from './decide';
import { handoverList } from './handover-list';
import { noticeMeant, refuseBystanders } from './find-alert';
import { stepNamed } from './schedule-person';

export const handover = defineCommand({
  name: 'handover',
  summary: 'See what is open, or hand a failure over to somebody of the on-call schedule.',
  usage: 'handover | handover [<job>] to <person> [because <note>]',
  examples: ['handover', 'handover C-7F3K2 to omar'],
  role: 'analyst',
  impact: true,
  args: z.object({
    job: fields.job,
    words: fields.words,
    people: fields.people,
    reason: fields.reason,
  }),

  async run(request, tools) {
    const { job, people, reason, words } = request.args;
    const namesNothing = !job && !reason && people.length + words.length === 0;
    if (namesNothing) return handoverList(request, tools);
    const to = await stepNamed(request.args, tools);
    if (!to) throw await askWhom(request, tools);
    return decideOn(
      request,
      {
        verb: 'handover',
        wanted: { kind: 'hand-over', to, note: request.args.reason },
        done: text`Handed over: ${to.name} is being told.`,
      },
      tools,
    );
  },
});

/** The people of the schedule as buttons; more than three are named, and can be typed. */
async function askWhom(request: CommandRequest<{ job?: string }>, tools: Tools) {
  refuseBystanders(request, tools);
  const notice = await noticeMeant(request, 'handover', tools);
  const others = Object.entries(tools.policy.onCall.people).filter(
    ([, { id }]) => id !== request.actor.id,
  );
  if (others.length === 0)
    return new UserError(text`Nobody else is on the on-call schedule. Nothing changed.`);
  const names = others.map(([, { name }]) => name).join(', ');
  return new UserError(
    text`Hand ${refOf(notice)} over to whom? Nothing changed yet. On the schedule: ${names}`,
    others.map(([key, { name }]) => ({ title: name, verb: 'handover', words: [notice.id, key] })),
  );
}
