import type { Arguments, CommandRequest } from '../commands/command';
import { assertMayAnswer } from '../commands/questions';
import { md } from '../domain/text';
import type { Reading } from '../grammar/reading';
import { resolveWindow } from '../grammar/window';
import { type ClearAsk, Ended, type RunnableAsk, type Stage } from './stage';

/**
 * Validates the arguments against the command's own schema; ends with its usage if one is missing.
 * @throws {UserError} the press answers a question that isn't the requester's, or no longer open
 */
export const parseArguments: Stage<ClearAsk, RunnableAsk> = async (ask, { services }) => {
  const { command, reading, request, turn } = ask;
  const read = command.args.safeParse(argumentsOf(reading, request));
  if (read.success) {
    const parsed = { ...request, args: read.data };
    const question = turn.said.kind === 'press' && turn.said.inputs['question'];
    if (question) await assertMayAnswer(question, parsed, services);
    return { ...ask, request: parsed };
  }
  const missing = read.error.issues[0]?.message ?? '';
  return new Ended({ text: md`${missing} Usage: ${command.usage}` });
};

/** Returns the reading with times made absolute: read by the requester's clock, shown by the place's. */
export function argumentsOf(
  reading: Reading,
  { at, timeZone, render }: Pick<CommandRequest, 'at' | 'timeZone' | 'render'>,
): Arguments {
  const { window, ...rest } = reading;
  return {
    ...rest,
    ...(window && { window: resolveWindow(window, at, timeZone, render.timeZone) }),
    // Somebody whom Teams gave no id for can't be told from others of that name.
    people: reading.people.filter(({ id }) => id !== ''),
  };
}
