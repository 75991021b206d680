import type { Command } from '../../src/commands/command';
import type { Answer } from '../../src/domain/card';
import { UserError } from '../../src/domain/errors';
import { buttonsOf, cardText, readable } from './card-text';
import { type FakeTools, request } from './services';

/** Runs a command as the front door does: arguments parsed, then asked. */
export async function say(
  command: Command,
  typed: object,
  tools: FakeTools,
  facts: Parameters<typeof request>[1] = {},
): Promise<Answer> {
  return command.run(request(command.args.parse(typed), facts), tools);
}

/** What a person reads. */
export function shown(answer: Answer): string {
  if ('card' in answer) return cardText(answer.card.content);
  return 'text' in answer ? readable(answer.text) : '';
}

export function buttonsOn(answer: Answer): ReturnType<typeof buttonsOf> {
  return 'card' in answer ? buttonsOf(answer.card.content) : [];
}

export async function refusalOf(attempt: Promise<Answer>): Promise<UserError> {
  const outcome = await attempt.catch((error: unknown) => error);
  if (outcome instanceof UserError) return outcome;
  throw new Error('not refused', { cause: outcome });
}
