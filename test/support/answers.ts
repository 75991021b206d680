import type { Command } from '../../src/commands/command';
import { renderContextFor } from '../../src/dispatch/render-context';
import type { Reply } from '../../src/domain/card';
import { UserError } from '../../src/domain/errors';
import { buttonsOf, cardText, readable } from './card-text';
import { type FakeServices, request } from './services';

/** Runs a command as the dispatcher does: parses its arguments, then calls it. */
export async function say(
  command: Command,
  typed: object,
  services: FakeServices,
  facts: Parameters<typeof request>[1] = {},
): Promise<Reply> {
  const asked = request(command.args.parse(typed), facts);
  const render = renderContextFor(asked.place, asked.timeZone, services);
  return command.run({ ...asked, render }, services);
}

/** What a person reads. */
export function shown(answer: Reply): string {
  if ('card' in answer) return cardText(answer.card.content);
  return 'text' in answer ? readable(answer.text) : '';
}

export function buttonsOn(answer: Reply): ReturnType<typeof buttonsOf> {
  return 'card' in answer ? buttonsOf(answer.card.content) : [];
}

export async function refusalOf(attempt: Promise<unknown>): Promise<UserError> {
  const outcome = await attempt.catch((error: unknown) => error);
  if (outcome instanceof UserError) return outcome;
  throw new Error('not refused', { cause: outcome });
}
