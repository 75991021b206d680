import { orQueue } from '../commands/jobs/queue-request';
import { RoleNeededError } from '../domain/errors';
import { isInfrastructureError } from '../domain/infrastructure-error';
import { isTemporary } from '../domain/refusal';
import { refuse } from './authorize';
import { echoOf, withNote } from './echo';
import { CommandFailedError, isExplained } from './explain-error';
import { argumentsOf } from './parse-arguments';
import { Ended, type RunnableAsk, type Stage } from './stage';

/**
 * Runs the command and records its outcome. A command that must not be lost during an outage of
 * Defender becomes a pending request.
 * @throws {CommandFailedError} an unexpected error of the command
 * @throws {UserError|DefenderRefusedError|DefenderUnreachableError} as the command threw it
 */
export const run: Stage<RunnableAsk, Ended> = async (ask, context) => {
  const { command, kept, reading, request, turn } = ask;
  const { audit, services } = context;
  const args = argumentsOf(reading, request);
  const runs = () => command.run(request, services);
  try {
    const reply = await (!kept && command.isQueueable?.(args)
      ? orQueue(runs, { request: { ...request, args }, turn }, services)
      : runs());
    audit.answered(ask, 'success');
    return new Ended(withNote(reply, echoOf(reading, request)));
  } catch (error) {
    if (isInfrastructureError(error)) throw error;
    if (error instanceof RoleNeededError) return new Ended(await refuse(ask, context, error.role));
    if (kept && isTemporary(error)) throw error;
    audit.answered(ask, 'failure');
    throw isExplained(error) ? error : new CommandFailedError(command, error);
  }
};
