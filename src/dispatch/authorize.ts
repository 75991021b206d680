import { messageCard } from '../cards/kit/message';
import type { Command } from '../commands/command';
import { assertMayAnswer } from '../commands/questions';
import { whoCan } from '../commands/who-can';
import type { Reply } from '../domain/card';
import { DefenderUnreachableError } from '../domain/errors';
import { atLeast, type Person, type Role } from '../domain/person';
import { md, type SafeText, unsafeMarkdown } from '../domain/text';
import { sentence, t } from '../language/language';
import type { Access } from './role-resolver';
import { type Ask, type DispatchContext, Ended, type Stage } from './stage';

const groupsUnavailableNote = () =>
  md`Your group memberships couldn’t be checked. Try again in a minute.`;

/**
 * Ends with a refusal unless the requester has the role that the command needs.
 * @throws {UserError} the press answers a question to another person, or one that is over
 */
export const authorize: Stage<Ask, Ask> = async (ask, context) => {
  const { command, role } = ask;
  if (!atLeast(role, command?.role ?? 'analyst'))
    return new Ended(await refuse(ask, context, command?.role));
  const { said } = ask.turn;
  const question = said.kind === 'press' && said.inputs['question'];
  if (question) await assertMayAnswer(question, ask.request, context.services);
  return ask;
};

/**
 * Records the refusal and returns what the requester reads about it.
 * @throws {DefenderUnreachableError} the groups of a pending request still can't be checked
 */
export async function refuse(ask: Ask, context: DispatchContext, needed?: Role): Promise<Reply> {
  const { command, groupsUnavailable, kept, role, turn } = ask;
  // In one outage Graph is often away with Defender: a pending request waits for both.
  if (kept && groupsUnavailable)
    throw new DefenderUnreachableError('groups', sentence`groups unavailable`);
  await context.audit.refused(ask);
  // Users without any role don't see which commands exist.
  if (role === 'nobody' || !command || !needed) return { text: notHere(ask) };
  const able = await peopleWith(needed, context);
  const who = await whoCan(turn.person, context.services, able);
  return {
    card: messageCard({
      title: md`🔒 You can’t use “${command.name}”`,
      lines: [
        ...(groupsUnavailable ? [groupsUnavailableNote()] : []),
        md`Requires the ${needed} role (yours: ${role}). Ask an administrator to add you.`,
        ...(who ? [who] : []),
      ],
      suggestions: [{ title: t`What can I do?`, verb: 'whoami', words: [] }],
    }),
  };
}

/** Returns people of the on-call schedule, whose names are known, that have the role. */
async function peopleWith(
  role: Command['role'],
  { accessOf, services }: DispatchContext,
): Promise<Person[]> {
  const people = Object.values(services.policy.onCall.people);
  const accesses = await Promise.all(people.map((one) => accessOf(one)));
  return people.filter((_one, at) => atLeast(accesses[at]!.role, role));
}

/** The same words whatever was asked about: they don't confirm that something exists either. */
export function notHere({ groupsUnavailable }: Access): SafeText {
  const refusal = md`🔒 You can’t use Bailiff here.`;
  return groupsUnavailable ? unsafeMarkdown(`${refusal} ${groupsUnavailableNote()}`) : refusal;
}
