import { z } from 'zod';
import { md } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import { defineCommand, fields, type OnCallServices, type PlatformServices } from '../command';
import { decideOn } from './decide';
import { stepNamed } from './schedule-person';

export const escalate = defineCommand({
  name: 'escalate',
  summary: 'Escalate an alert now, to the next person or by name.',
  usage: 'escalate [<job>] [to <person>] [because <note>]',
  examples: ['escalate C-7F3K2', 'escalate C-7F3K2 because sensor won’t restart'],
  role: 'analyst',
  impact: true,
  casual: ['page', 'call'],
  words: 'own',
  interrupts: true,
  args: z.object({
    job: fields.job,
    words: fields.words,
    people: fields.people,
    reason: fields.reason,
  }),

  async run(request, services: PlatformServices & OnCallServices) {
    const to = await stepNamed(request.args, services);
    const whom = to ? renderMessage(to.name) : t`the next person`;
    return decideOn(
      request,
      {
        verb: 'escalate',
        wanted: { kind: 'escalate', to, note: request.args.reason },
        done: md`Escalated. Notifying ${whom}.`,
      },
      services,
    );
  },
});
