import { z } from 'zod';
import { isOnSchedule } from '../../access/on-call';
import { clock } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import { days } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { atLeast, type Person } from '../../domain/person';
import { markdown, md } from '../../domain/text';
import { t } from '../../language/language';
import {
  type CommandRequest,
  defineCommand,
  fields,
  type OnCallServices,
  type PlatformServices,
} from '../command';
import { whoCan } from '../who-can';
import { findUntil, spanIn } from './parse-moment';
import { findPerson } from './schedule-person';

const longest = days(31);

const args = z.object({ words: fields.words, people: fields.people });
type Request = CommandRequest<z.output<typeof args>>;

export const override = defineCommand({
  name: 'override',
  summary: 'Take on-call until a time; leads can assign it to anyone.',
  usage: 'override me|<person> until <moment>|<time>, or override off',
  examples: ['override me until 18:00', 'override off'],
  role: 'analyst',
  impact: true,
  synonyms: ['take oncall', 'take on-call', 'take on call', 'take over'],
  casual: ['cover', 'swap'],
  words: 'own',
  args,

  async run(request, services: PlatformServices & OnCallServices) {
    if (request.args.words.some((word) => /^(?:off|end|stop|cancel|back)$/i.test(word)))
      return release(request, services);
    const person = whoSaid(request, services);
    await assertMayOverride(request, person, services);
    const now = services.clock.now();
    const until = untilSaid(request, now, services);
    const { actor, requestId } = request;
    await services.overrides.add(requestId, {
      person,
      from: now,
      until,
      by: actor,
      madeAt: now,
    });
    return {
      text: md`${person.name} is on call until ${clock(until, request.render)}. To end it: override off`,
    };
  },
});

function whoSaid({ actor, args: { people, words } }: Request, services: PlatformServices): Person {
  const [first = ''] = words;
  if (people.length === 0 && /^(?:me|myself|i)?$/i.test(first)) return actor;
  const end = words.findIndex((word) => /^(?:until|till|til|to|for|from)$|^\d/i.test(word));
  const named = words.slice(0, end < 0 ? undefined : end);
  const person = findPerson({ words: named, people }, services);
  if (!person) throw sayHow();
  return person;
}

/** @throws {UserError} not a lead, and not a person of the schedule who takes over themselves */
async function assertMayOverride(
  { actor, role }: Request,
  person: Person,
  services: PlatformServices & OnCallServices,
) {
  if (atLeast(role, 'lead')) return;
  const isOneself = person.id === actor.id;
  if (isOneself && isOnSchedule(services.policy.onCall, actor)) return;
  const says = isOneself
    ? md`🔒 Only a lead can put you on call.`
    : md`🔒 Only a lead can put ${person.name} on call.`;
  const who = await whoCan(actor, services);
  throw new UserError(who ? md`${markdown(says)} ${markdown(who)}` : says, [
    { title: t`Who is on call?`, verb: 'oncall', words: [] },
  ]);
}

function untilSaid(
  { args: { words }, timeZone }: Request,
  now: Date,
  services: PlatformServices,
): Date {
  // An override can't begin later.
  if (words.some((word) => /^(?:from|since|between)$/i.test(word))) throw sayHow();
  const span = spanIn(words);
  const said = findUntil({ verb: 'override', words }, now, timeZone);
  const until = said ?? (span && new Date(now.getTime() + services.clock.real(span)));
  if (!until) throw sayHow();
  if (until <= now || until.getTime() - now.getTime() > longest)
    throw new UserError(md`An override can last up to 31 days.`);
  return until;
}

function sayHow(): UserError {
  return new UserError(md`Say who and until when: override me until 18:00`, []);
}

async function release(
  { actor, role }: Request,
  services: PlatformServices & OnCallServices,
): Promise<Reply> {
  const mine = atLeast(role, 'lead') ? undefined : actor.id;
  const ended = await services.overrides.end(services.clock.now(), mine);
  if (ended > 0)
    return { text: md`Override removed; the rotation applies. See who’s on call: oncall` };
  return {
    text: mine ? md`You have no override.` : md`No override is active.`,
  };
}
