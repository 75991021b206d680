import { collectFormCard } from '../../cards/collect/collect-form';
import type { Reply } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import type { MachineServices, PlatformServices } from '../command';
import { askQuestion, startOwn } from '../questions';
import type { CollectRequest } from './collect-request';

/**
 * Answers a bare `collect` with a form; its button runs the command that could have been typed.
 * @throws {UserError} the form came back without a machine
 */
export async function formFor(
  request: CollectRequest,
  services: PlatformServices & MachineServices,
): Promise<Reply> {
  const { flags, reason } = request.args;
  if (request.via === 'pressed' && reason) throw new UserError(md`Select a device first.`);
  if (flags.includes('dry-run'))
    throw new UserError(md`Name at least one device, for example: collect WS-042 --dry-run`);
  const restart = { title: startOwn(), verb: 'collect', words: [] };
  const question = await askQuestion(request, { kind: 'form', restart }, services);
  const form = { ...(reason && { reason }), question };
  const card = collectFormCard(form, request.render);
  return { card, cardKey: question.id, awaitsChoice: true };
}
