import { z } from 'zod';
import { zoneOf } from '../../access/on-call';
import { refOf } from '../../cards/on-call/on-call';
import { clock } from '../../cards/kit/time';
import { days, minutes } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import { type CommandRequest, defineCommand, fields, type Tools } from '../command';
import { decideOn } from './decide';
import { untilIn, untilMeant } from './parse-moment';
import { noticeMeant, refuseBystanders } from './find-alert';
import { sharedViewOf } from '../view';

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
  args,

  async run(request, tools) {
    const until = momentSaid(request, tools) ?? (await askUntilWhen(request, tools));
    return decideOn(
      request,
      {
        verb: 'snooze',
        wanted: { kind: 'snooze', until },
        done: text`Snoozed until ${clock(until, sharedViewOf(request, tools))}; then it pages again.`,
      },
      tools,
    );
  },
});

/** A pressed button says no time: the usual ones are offered, any other can be typed. */
async function askUntilWhen(request: Request, tools: Tools): Promise<never> {
  refuseBystanders(request, tools);
  const notice = await noticeMeant(request, 'snooze', tools);
  const ref = refOf(notice);
  const offered = [
    { title: say`1 hour`, words: ['1h'] },
    { title: say`Until 18:00`, words: ['until', '18:00'] },
    { title: say`Tomorrow 09:00`, words: ['until', 'tomorrow', '09:00'] },
  ]
    .filter(({ words }) => !isOverToday(words, request, tools))
    .map(({ title, words }) => ({ title, verb: 'snooze', words: [notice.id, ...words] }));
  throw new UserError(
    text`Snooze ${ref} until when? Nothing changed yet. Any other time: snooze ${ref} 2h, or until 22:30`,
    offered,
  );
}

/** In the evening "until 18:00" would be nearly a day. */
function isOverToday(words: readonly string[], request: Request, tools: Tools): boolean {
  if (words.length !== 2) return false;
  const now = tools.clock.now();
  const today = untilIn(['until', 'today', words[1]!], now, zone(request, tools));
  return today !== undefined && today <= now;
}

const zone = ({ timeZone }: Request, { policy }: Tools) => timeZone || zoneOf(policy.onCall);

/** @throws {UserError} none within a week, or one that has just passed */
function momentSaid(request: Request, tools: Tools): Date | undefined {
  const { job, window, words } = request.args;
  const now = tools.clock.now();
  // A span is read as "the last 2 h": its length is what is meant. "Since monday" is no span.
  const span = window ? window.to.getTime() - window.from.getTime() : 0;
  const isSpan = span > 0 && span % minutes(1) === 0;
  const until = isSpan
    ? new Date(now.getTime() + span / tools.clock.scale)
    : untilMeant({ verb: 'snooze', words, job }, now, zone(request, tools));
  if (!until) return undefined;
  if (until <= now || until.getTime() - now.getTime() > longest)
    throw new UserError(text`I can snooze for up to 7 days. Nothing changed.`);
  return until;
}
