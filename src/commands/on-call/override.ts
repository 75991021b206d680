import { z } from 'zod';
import { isOnSchedule } from '../../access/on-call';
import { clock } from '../../cards/kit/time';
import type { Answer } from '../../domain/card';
import { days } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { atLeast, type Person } from '../../domain/person';
import { raw, text } from '../../domain/text';
import { say } from '../../language/language';
import { type CommandRequest, defineCommand, fields, type Tools } from '../command';
import { spanIn, untilMeant } from './parse-moment';
import { personMeant } from './schedule-person';
import { sharedViewOf } from '../view';
import { whoCan } from '../who-can';

const longest = days(31);

const args = z.object({ words: fields.words, people: fields.people });
type Request = CommandRequest<z.output<typeof args>>;

export const override = defineCommand({
  name: 'override',
  summary: 'Take the on-call duty until a time; a lead may give it to somebody else.',
  usage: 'override me|<person> until <moment>|<time>, or override off',
  examples: ['override me until 18:00', 'override off'],
  role: 'analyst',
  impact: true,
  args,

  async run(request, tools) {
    if (request.args.words.some((word) => /^(?:off|end|stop|cancel|back)$/i.test(word)))
      return giveBack(request, tools);
    const person = whoSaid(request, tools);
    await refuseStrangers(request, person, tools);
    const now = tools.clock.now();
    const until = untilSaid(request, now, tools);
    const { actor, requestId } = request;
    await tools.overrides.add(requestId, {
      person,
      from: now,
      until,
      by: actor,
      madeAt: now,
    });
    return {
      text: text`${person.name} is on call until ${clock(until, sharedViewOf(request, tools))}. To end it: override off`,
    };
  },
});

function whoSaid({ actor, args: { people, words } }: Request, tools: Tools): Person {
  const [first = ''] = words;
  if (people.length === 0 && /^(?:me|myself|i)?$/i.test(first)) return actor;
  const end = words.findIndex((word) => /^(?:until|till|til|to|for|from)$|^\d/i.test(word));
  const named = words.slice(0, end < 0 ? undefined : end);
  const person = personMeant({ words: named, people }, tools);
  if (!person) throw sayHow();
  return person;
}

/** @throws {UserError} changing who is on duty is a lead's right; taking it oneself is the schedule's */
async function refuseStrangers({ actor, role }: Request, person: Person, tools: Tools) {
  if (atLeast(role, 'lead')) return;
  const isOneself = person.id === actor.id;
  if (isOneself && isOnSchedule(tools.policy.onCall, actor)) return;
  const says = isOneself
    ? text`🔒 Only a lead can put you on call. Nothing changed.`
    : text`🔒 Only a lead can put ${person.name} on call. Nothing changed.`;
  const who = await whoCan(actor, tools);
  throw new UserError(who ? text`${raw(says)} ${raw(who)}` : says, [
    { title: say`Who is on call?`, verb: 'oncall', words: [] },
  ]);
}

function untilSaid({ args: { words }, timeZone }: Request, now: Date, tools: Tools): Date {
  // One that begins later is not read as one that begins now.
  if (words.some((word) => /^(?:from|since|between)$/i.test(word))) throw sayHow();
  const span = spanIn(words);
  const said = untilMeant({ verb: 'override', words }, now, timeZone);
  const until = said ?? (span && new Date(now.getTime() + tools.clock.real(span)));
  if (!until) throw sayHow();
  if (until <= now || until.getTime() - now.getTime() > longest)
    throw new UserError(text`An override lasts up to 31 days. Nothing changed.`);
  return until;
}

function sayHow(): UserError {
  return new UserError(text`Say who and until when: override me until 18:00. Nothing changed.`, []);
}

async function giveBack({ actor, role }: Request, tools: Tools): Promise<Answer> {
  const mine = atLeast(role, 'lead') ? undefined : actor.id;
  const ended = await tools.overrides.end(tools.clock.now(), mine);
  if (ended > 0) return { text: text`The rotation holds again. See who it is: oncall` };
  return {
    text: mine
      ? text`There is no override of yours. Nothing changed.`
      : text`There is no override. Nothing changed.`,
  };
}
