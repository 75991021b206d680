import { z } from 'zod';
import { zoneOf } from '../../access/on-call';
import { clock } from '../../cards/kit/time';
import { refOf } from '../../cards/on-call/on-call';
import { days, minutes } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import { type CommandRequest, type CommandServices, defineCommand, fields } from '../command';
import { decideOn } from './decide';
import { assertBystanders, findFailureAlert } from './find-alert';
import { findUntil, untilIn } from './parse-moment';

// Longer than this a failure is not snoozed but forgotten.
const longest = days(7);

const args = z.object({ job: fields.job, words: fields.words, window: fields.window });
type Request = CommandRequest<z.output<typeof args>>;

export const snooze = defineCommand({
  name: 'snooze',
  summary: 'Keep a failure quiet until a time; then it pages again.',
  usage: 'snooze [<job>] <time>|until <moment>',
  examples: ['snooze C-7F3K2 2h', 'snooze C-7F3K2 until 18:00'],
  role: 'analyst',
  impact: false,
  words: 'people',
  interrupts: true,
  args,

  async run(request, services) {
    const until = momentSaid(request, services) ?? (await askUntilWhen(request, services));
    return decideOn(
      request,
      {
        verb: 'snooze',
        wanted: { kind: 'snooze', until },
        done: md`Snoozed until ${clock(until, request.render)}; then it pages again.`,
      },
      services,
    );
  },
});

/** A pressed button says no time: the usual ones are offered, any other can be typed. */
async function askUntilWhen(request: Request, services: CommandServices): Promise<never> {
  assertBystanders(request, services);
  const failureAlert = await findFailureAlert(request, 'snooze', services);
  const ref = refOf(failureAlert);
  const offered = [
    { title: t`1 hour`, words: ['1h'] },
    { title: t`Until 18:00`, words: ['until', '18:00'] },
    { title: t`Tomorrow 09:00`, words: ['until', 'tomorrow', '09:00'] },
  ]
    .filter(({ words }) => !isOverToday(words, request, services))
    .map(({ title, words }) => ({ title, verb: 'snooze', words: [failureAlert.id, ...words] }));
  throw new UserError(
    md`Snooze ${ref} until when? Nothing changed yet. Any other time: snooze ${ref} 2h, or until 22:30`,
    offered,
  );
}

/** In the evening "until 18:00" would be nearly a day. */
function isOverToday(
  words: readonly string[],
  request: Request,
  services: CommandServices,
): boolean {
  if (words.length !== 2) return false;
  const now = services.clock.now();
  const today = untilIn(['until', 'today', words[1]!], now, zone(request, services));
  return today !== undefined && today <= now;
}

const zone = ({ timeZone }: Request, { policy }: CommandServices) =>
  timeZone || zoneOf(policy.onCall);

/** @throws {UserError} none within a week, or one that has just passed */
function momentSaid(request: Request, services: CommandServices): Date | undefined {
  const { job, window, words } = request.args;
  const now = services.clock.now();
  // A span is read as "the last 2 h": its length is what is meant. "Since monday" is no span.
  const span = window ? window.to.getTime() - window.from.getTime() : 0;
  const isSpan = span > 0 && span % minutes(1) === 0;
  const until = isSpan
    ? new Date(now.getTime() + span / services.clock.scale)
    : findUntil({ verb: 'snooze', words, job }, now, zone(request, services));
  if (!until) return undefined;
  if (until <= now || until.getTime() - now.getTime() > longest)
    throw new UserError(md`I can snooze for up to 7 days. Nothing changed.`);
  return until;
}
