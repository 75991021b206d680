import { collectFormCard } from '../../cards/collect/collect-form';
import type { Reply } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import type { CollectRequest } from './collect-request';

/**
 * Somebody who says only `collect` gets a form; its button types the command they could have typed.
 * @throws {UserError} the form came back without a machine
 */
export function formFor({ args: { flags, reason }, via }: CollectRequest): Reply {
  if (via === 'pressed' && reason)
    throw new UserError(md`Name at least one machine. Nothing was collected.`);
  if (flags.includes('dry-run'))
    throw new UserError(md`Name at least one machine, for example: collect WS-042 --dry-run`);
  return { card: collectFormCard({ ...(reason && { reason }) }) };
}
