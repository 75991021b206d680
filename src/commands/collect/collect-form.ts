import { collectFormCard } from '../../cards/collect/collect-form';
import type { Answer } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { text } from '../../domain/text';
import type { CollectRequest } from './collect';

/**
 * Somebody who says only `collect` gets a form; its button types the command they could have typed.
 * @throws {UserError} the form came back without a machine
 */
export function formFor({ args: { flags, reason }, via }: CollectRequest): Answer {
  if (via === 'pressed' && reason)
    throw new UserError(text`Name at least one machine. Nothing was collected.`);
  if (flags.includes('dry-run'))
    throw new UserError(text`Name at least one machine, for example: collect WS-042 --dry-run`);
  return { card: collectFormCard({ ...(reason && { reason }) }) };
}
