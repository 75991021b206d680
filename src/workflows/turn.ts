import type { WorkflowServices } from './engine/services';
import { defineWorkflow } from './engine/workflow';

/**
 * One message or press, from being accepted to being answered.
 *
 * It is started under a name made of conversation and activity before Teams gets its 200: a
 * redelivery finds it started, and a crash in between runs it again. Commands are safe to repeat.
 */
export const turn = defineWorkflow<'turn', WorkflowServices>('turn', (_run, said, services) =>
  services.answer(said),
);
