import { retryInfrastructure } from './engine/retry';
import type { ChatServices, PlatformServices } from './engine/services';
import { defineWorkflow } from './engine/workflow';

/**
 * Answers one message or button press.
 *
 * The workflow id is derived from conversation and activity, and the workflow starts before Teams
 * gets its 200: a redelivery finds it started, a crash runs it again. Commands are idempotent.
 */
export const turn = defineWorkflow<'turn', PlatformServices & ChatServices>(
  'turn',
  (_run, said, services) =>
    // No step: commands start workflows.
    retryInfrastructure(() => services.answer(said), services.log),
);
