import { collectFormCard } from '../../cards/collect/collect-form';
import type { Reply } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import type { CollectRequest } from './collect-request';

/**
 * Answers a bare `collect` with a form; its button runs the command that could have been typed.
 * @throws {UserError} the form came back without a machine
 */
export function formFor({ args: { flags, reason }, via }: CollectRequest): Reply {
  if (via === 'pressed' && reason) throw new UserError(md`Select a device first.`);
  if (flags.includes('dry-run'))
    throw new UserError(md`Name at least one device, for example: collect WS-042 --dry-run`);
  return { card: collectFormCard({ ...(reason && { reason }) }) };
}
