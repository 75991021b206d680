import type { Answer } from './answer';
import type { FaultName } from './fault-kinds';
import { badRequest } from './refusal';
import type { Visit } from './route';
import { entity } from './routes/answers';
import { runningCollection } from './routes/collect';
import { reachableMachine } from './routes/machines';

/**
 * Somebody in the portal was faster. Their action is real: whoever looks for it in the list
 * finds it, and can wait for it and take its package.
 */
export function applyCollectFault(
  fault: FaultName | undefined,
  { asked, world, params }: Visit,
): Answer | undefined {
  if (fault !== '400 already running' && fault !== 'returns existing action') return undefined;
  const machine = reachableMachine(world, params['id'] ?? '');
  const running =
    runningCollection(world, machine.id) ??
    world.startAction(machine, {
      requestor: 'analyst@contoso.example',
      comment: 'manual collect',
      requestSource: 'Portal',
    });
  if (fault === '400 already running') {
    throw badRequest('ActiveRequestAlreadyExists', 'Action is already in progress');
  }
  return { ...entity(asked, 'MachineActions/$entity', world.show(running)), status: 201 };
}
