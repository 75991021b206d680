import { z } from 'zod';
import { zoneOf } from '../access/on-call';
import { clock } from '../cards/time';
import { days, minutes } from '../domain/duration';
import { UserError } from '../domain/errors';
import { text } from '../domain/text';
import { type CommandRequest, defineCommand, fields, type Tools } from './command';
import { decideOn } from './decide';
import { untilIn } from './moment-words';
import { sharedViewOf } from './view';

// Longer than this a failure is not snoozed but forgotten.
const longest = days(7);

const args = z.object({ job: fields.job, words: fields.words, window: fields.window });

export const snooze = defineCommand({
  name: 'snooze',
  summary: 'Keep a failure quiet until a time; then it pages again.',
  usage: 'snooze [<job>] <time>|until <moment>',
  examples: ['snooze C-7F3K2 2h', 'snooze C-7F3K2 until 18:00'],
  role: 'analyst',
  impact: false,
  args,

  async run(request, tools) {
    const until = momentSaid(request, tools);
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

/** @throws {UserError} no moment, or none within a week */
function momentSaid(request: CommandRequest<z.output<typeof args>>, tools: Tools): Date {
  const { window, words } = request.args;
  const now = tools.clock.now();
  // A span is read as "the last 2 h": its length is what is meant. "Since monday" is no span.
  const span = window ? window.to.getTime() - window.from.getTime() : 0;
  const isSpan = span > 0 && span % minutes(1) === 0;
  const until = isSpan
    ? new Date(now.getTime() + span / tools.clock.scale)
    : untilIn(words, now, request.timeZone || zoneOf(tools.policy.onCall));
  if (!until)
    throw new UserError(text`Say how long: snooze C-7F3K2 2h, or until 18:00. Nothing changed.`);
  if (until <= now || until.getTime() - now.getTime() > longest)
    throw new UserError(text`I can snooze for up to 7 days. Nothing changed.`);
  return until;
}
