import { z } from 'zod';
import { zoneOf } from '../../access/on-call';
import { clock } from '../../cards/kit/time';
import { refOf } from '../../cards/on-call/on-call';
import { days, minutes } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import {
  type CommandRequest,
  defineCommand,
  fields,
  type OnCallServices,
  type PlatformServices,
} from '../command';
import { decideOn } from './decide';
import { assertMayAct, findFailureAlert } from './find-alert';
import { findUntil, untilIn } from './parse-moment';

// A longer snooze would hide a failure for good.
const longest = days(7);

const args = z.object({ job: fields.job, words: fields.words, window: fields.window });
type Request = CommandRequest<z.output<typeof args>>;

export const snooze = defineCommand({
  name: 'snooze',
  summary: 'Snooze an alert until a time; then it pages again.',
  usage: 'snooze [<job>] <time>|until <moment>',
  examples: ['snooze C-7F3K2 2h', 'snooze C-7F3K2 until 18:00'],
  role: 'analyst',
  impact: false,
  words: 'people',
  interrupts: true,
  args,

  async run(request, services: PlatformServices & OnCallServices) {
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

/** Offers the usual times; any other can be typed. */
async function askUntilWhen(
  request: Request,
  services: PlatformServices & OnCallServices,
): Promise<never> {
  assertMayAct(request, services);
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
    md`Snooze ${ref} until when? For another time: snooze ${ref} 2h, or until 22:30`,
    offered,
  );
}

/** Returns whether the offered time of day has passed. */
function isOverToday(
  words: readonly string[],
  request: Request,
  services: PlatformServices,
): boolean {
  if (words.length !== 2) return false;
  const now = services.clock.now();
  const today = untilIn(['until', 'today', words[1]!], now, zone(request, services));
  return today !== undefined && today <= now;
}

const zone = ({ timeZone }: Request, { policy }: PlatformServices) =>
  timeZone || zoneOf(policy.onCall);

/** @throws {UserError} none within a week, or one that has just passed */
function momentSaid(request: Request, services: PlatformServices): Date | undefined {
  const { job, window, words } = request.args;
  const now = services.clock.now();
  // The grammar parses "2h" as the window "the last 2 h"; its length is the snooze.
  const span = window ? window.to.getTime() - window.from.getTime() : 0;
  const isSpan = span > 0 && span % minutes(1) === 0;
  const until = isSpan
    ? new Date(now.getTime() + span / services.clock.scale)
    : findUntil({ verb: 'snooze', words, job }, now, zone(request, services));
  if (!until) return undefined;
  if (until <= now || until.getTime() - now.getTime() > longest)
    throw new UserError(md`You can snooze for up to 7 days.`);
  return until;
}
