import { z } from 'zod';
import { refOf } from '../../cards/on-call/on-call';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import {
  type ChannelServices,
  type CommandRequest,
  defineCommand,
  fields,
  type OnCallServices,
  type PlatformServices,
} from '../command';
import { handoverPackage } from '../custody/handover-package';
import { decideOn } from './decide';
import { assertMayAct, findFailureAlert } from './find-alert';
import { handoverList } from './handover-list';
import { stepNamed } from './schedule-person';

export const handover = defineCommand({
  name: 'handover',
  summary: 'Show what’s open for a shift handover, or hand an alert over to someone.',
  usage: 'handover | handover [<job>] to <person> [because <note>]',
  examples: ['handover', 'handover C-7F3K2 to omar'],
  role: 'analyst',
  impact: true,
  synonyms: ['hand over', 'hand-over', 'handoff'],
  words: 'own',
  // Evidence that leaves the organisation is another matter than an alert's next assignee.
  instead: (_named, spoken) =>
    /(?:over|off) (?:(?:the|this|these) )?(?:packages?|evidence)\b/.test(spoken)
      ? handoverPackage.name
      : undefined,
  args: z.object({
    job: fields.job,
    words: fields.words,
    people: fields.people,
    reason: fields.reason,
  }),

  async run(request, services: PlatformServices & OnCallServices & ChannelServices) {
    const { job, people, reason, words } = request.args;
    const namesNothing = !job && !reason && people.length + words.length === 0;
    if (namesNothing) return handoverList(request, services);
    const to = await stepNamed(request.args, services);
    if (!to) throw await askWhom(request, services);
    return decideOn(
      request,
      {
        verb: 'handover',
        wanted: { kind: 'hand-over', to, note: request.args.reason },
        done: md`Handed over. Notifying ${to.name}.`,
      },
      services,
    );
  },
});

/** Offers the people of the schedule as buttons; further names can be typed. */
async function askWhom(
  request: CommandRequest<{ readonly job?: string | undefined }>,
  services: PlatformServices & OnCallServices,
) {
  assertMayAct(request, services);
  const failureAlert = await findFailureAlert(request, 'handover', services);
  const others = Object.entries(services.policy.onCall.people).filter(
    ([, { id }]) => id !== request.actor.id,
  );
  if (others.length === 0) return new UserError(md`Nobody else is on the on-call schedule.`);
  const names = others.map(([, { name }]) => name).join(', ');
  return new UserError(
    md`Who should take over ${refOf(failureAlert)}? On the schedule: ${names}`,
    others.map(([key, { name }]) => ({
      title: name,
      verb: 'handover',
      words: [failureAlert.id, key],
    })),
  );
}
